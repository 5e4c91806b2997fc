"""One catalogue of reasons, each worded for the applicant, the partner and the staff."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """A stable code and its words.

    `applicant` is plain, kind and says how to go on; it never names a fraud signal. `partner` is exact.
    `staff` says what to look at. `retry` tells whether another go may help.
    """

    code: str
    applicant: str
    partner: str
    staff: str
    retry: bool = True


_ENTRIES = (
    # the image, answered at upload
    Reason(
        "file_too_large",
        "The file is too large. Take a new photo, or choose a smaller file.",
        "The file exceeds the size limit.",
        "Upload refused: over the byte limit.",
    ),
    Reason(
        "file_type_unsupported",
        "This file is not a photo that we can open. Use a JPEG, PNG, WebP or HEIC photo.",
        "The content is not a supported image type.",
        "Upload refused: not an accepted type by content.",
    ),
    Reason(
        "file_damaged",
        "The photo could not be opened; it may have been cut off on the way. Please send it again.",
        "The image is damaged or truncated.",
        "Upload refused: did not decode.",
    ),
    Reason(
        "image_too_large",
        "The photo has too many pixels. Take it with the normal camera setting.",
        "The image exceeds the pixel limit.",
        "Upload refused: over the pixel limit.",
    ),
    Reason(
        "image_too_small",
        "The photo is too small to read. Take it closer, so that the document fills the frame.",
        "The resolution is too low.",
        "Resolution too low to read.",
    ),
    Reason(
        "image_blurry",
        "The photo is blurred. Hold the phone still, tap to focus and try again.",
        "The image is out of focus or moved.",
        "Blurred image.",
    ),
    Reason(
        "image_too_dark",
        "The photo is too dark. Turn on a light or move to a brighter place.",
        "The image is under-exposed.",
        "Under-exposed image.",
    ),
    Reason(
        "image_too_bright",
        "The photo is too bright. Move away from direct light.",
        "The image is over-exposed.",
        "Over-exposed image.",
    ),
    Reason(
        "image_glare",
        "A reflection hides part of the document. Tilt it a little, away from the light.",
        "Glare covers part of the document.",
        "Glare on the document.",
    ),
    Reason(
        "document_not_found",
        "We could not see a document. Place it on a plain surface and fill the frame with it.",
        "No document was found in the image.",
        "No document in the image.",
    ),
    Reason(
        "document_cropped",
        "Part of the document is cut off. Keep all four corners in the photo.",
        "The document is not completely in the image.",
        "Document cut off at the edge.",
    ),
    Reason(
        "already_refused",
        "This is the photo that could not be used before. Please take a new one.",
        "The same image has already been refused.",
        "Same bytes as an earlier refused upload.",
    ),
    Reason(
        "too_many_attempts",
        "There have been many tries. Please take a break; a person can help you with the reference below.",
        "The number of attempts for this item is used up.",
        "Attempts used up.",
    ),
    Reason(
        "too_many_files",
        "There are already many photos here. Please go on with the ones you sent.",
        "The file limit of the session is reached.",
        "File limit reached.",
    ),
    # the face
    Reason(
        "face_not_found",
        "We could not see a face. Look straight into the camera, with light on your face.",
        "No face was found in the image.",
        "No face in the selfie.",
    ),
    Reason(
        "multiple_faces",
        "There is more than one face in the photo. Please make sure you are alone in it.",
        "More than one face was found.",
        "Several faces in the selfie.",
    ),
    Reason(
        "face_too_small",
        "Your face is too far away. Hold the phone closer.",
        "The face is too small.",
        "Face too small for a dependable comparison.",
    ),
    Reason(
        "face_turned",
        "Please look straight into the camera.",
        "The head is turned too far away.",
        "Head turned away in the selfie.",
    ),
    Reason(
        "portrait_not_found",
        "The photo on your document could not be seen. Take the picture again without reflections.",
        "No portrait was found on the document.",
        "No portrait found on the document.",
    ),
    Reason(
        "portrait_too_small",
        "The photo on your document is too small in the picture. Take it closer.",
        "The portrait on the document is too small.",
        "Portrait under the size needed for a dependable comparison.",
    ),
    Reason(
        "face_mismatch",
        "The selfie could not be matched with the photo on the document.",
        "The selfie does not match the document portrait.",
        "Similarity below the review limit.",
    ),
    Reason(
        "face_uncertain",
        "A person will compare your selfie with your document.",
        "The face match is inconclusive.",
        "Similarity between the review and pass limits.",
    ),
    Reason(
        "liveness_uncertain",
        "A person will take a look at your selfie.",
        "Liveness is inconclusive.",
        "Passive liveness score below its limit.",
    ),
    Reason(
        "selfie_uploaded_as_file",
        "A person will take a look at your selfie, because it was not taken with the camera on this page.",
        "The selfie was uploaded as a file, so liveness needs a review.",
        "File upload on the page: liveness cannot pass by itself.",
    ),
    # the document
    Reason(
        "document_unreadable",
        "The document could not be read. Take a new photo in good light, with the whole page visible.",
        "The document could not be read.",
        "Nothing dependable was read.",
    ),
    Reason(
        "document_expired",
        "This document has expired. Please use one that is still valid.",
        "The document has expired.",
        "Expiry date is in the past.",
    ),
    Reason(
        "document_not_yet_valid",
        "This document is not valid yet. Please use another one.",
        "The document is not valid yet.",
        "Issue date is in the future.",
    ),
    Reason(
        "document_date_impossible",
        "A date on the document does not make sense. Please take a new photo.",
        "A date on the document is impossible.",
        "Impossible date.",
    ),
    Reason(
        "document_type_not_accepted",
        "This kind of document cannot be used here. Please choose another one.",
        "The document type is not accepted.",
        "Type differs from what is accepted or declared.",
    ),
    Reason(
        "specimen_document",
        "This is a sample document. Please use your own.",
        "A specimen document was presented in live mode.",
        "Specimen issuer in live mode.",
        retry=True,
    ),
    Reason(
        "mrz_invalid",
        "A person will check your document.",
        "Check digits of the machine-readable zone do not hold.",
        "MRZ check digits wrong: compare the zone with the print.",
    ),
    Reason(
        "mrz_missing",
        "A person will check your document.",
        "No machine-readable zone was found.",
        "No MRZ found: read the print.",
    ),
    Reason(
        "mrz_unconfirmed",
        "A person will check your document.",
        "The machine-readable zone was not confirmed by a second reading.",
        "A field was read once only: compare it with the image.",
    ),
    Reason(
        "data_inconsistent",
        "A person will check your document.",
        "Readings of the document disagree.",
        "Print, zone or barcode disagree: see the marked fields.",
    ),
    Reason(
        "data_mismatch",
        "A person will compare your document with what was entered.",
        "The document does not match the declared data.",
        "Declared data differs from the document.",
    ),
    Reason(
        "name_mismatch",
        "A person will compare your name with your document.",
        "The declared name differs from the document.",
        "Declared name differs from the name read.",
    ),
    Reason(
        "document_reused",
        "A person will check your document.",
        "The document was already used under another name.",
        "Same document number under another person of this partner.",
    ),
    Reason(
        "image_grey_copy",
        "A person will check your document.",
        "The image looks like a photocopy.",
        "Hardly any colour: a photocopy?",
    ),
    Reason(
        "image_screen",
        "A person will check your document.",
        "The image looks like a photo of a screen.",
        "Screen pattern in the image.",
    ),
    # screening
    Reason(
        "sanctions_hit",
        "A person will finish your verification.",
        "A sanctions list entry matches.",
        "Sanctions match: decide true match or false positive.",
    ),
    Reason(
        "sanctions_possible",
        "A person will finish your verification.",
        "A sanctions list entry may match.",
        "Possible sanctions match.",
    ),
    Reason(
        "pep_hit",
        "A person will finish your verification.",
        "A politically exposed person matches.",
        "PEP match.",
    ),
    Reason(
        "pep_possible",
        "A person will finish your verification.",
        "A politically exposed person may match.",
        "Possible PEP match.",
    ),
    # what did not run
    Reason(
        "watchlist_not_loaded",
        "A person will finish your verification.",
        "No list was loaded, so nothing was screened.",
        "No watchlist loaded (the sample does not count in live mode).",
    ),
    Reason(
        "model_missing",
        "A person will finish your verification.",
        "A model is not installed, so the check did not run.",
        "Model missing: run `flask kyc models install`.",
    ),
    Reason(
        "name_unreadable",
        "A person will finish your verification.",
        "No name was known to screen.",
        "No name to screen.",
    ),
    Reason(
        "check_crashed",
        "A person will finish your verification.",
        "The check failed to run.",
        "The check raised an error: see the log by its correlation id.",
    ),
    Reason(
        "processing_error",
        "Something went wrong on our side. A person will finish your verification.",
        "Processing failed repeatedly.",
        "Processing failed repeatedly: decide by hand.",
    ),
    # what a person decides
    Reason(
        "confirmed_by_reviewer",
        "Your identity was confirmed by a person.",
        "A reviewer confirmed the identity.",
        "Everything was looked at and is in order.",
    ),
    Reason(
        "document_not_genuine",
        "We could not accept this document.",
        "A reviewer judged the document not genuine.",
        "Document judged not genuine.",
        retry=False,
    ),
    Reason(
        "not_the_same_person",
        "The selfie could not be matched with the photo on the document.",
        "A reviewer judged the faces to be different.",
        "Faces judged different by a person.",
    ),
    Reason(
        "screening_confirmed",
        "We cannot verify you. Please contact the company that sent you here.",
        "A reviewer confirmed a screening match.",
        "Screening match confirmed.",
        retry=False,
    ),
    Reason(
        "other",
        "A person has looked at your verification.",
        "Other reason, see the reviewer's note.",
        "Other: say which in the note.",
    ),
)

CATALOGUE: dict[str, Reason] = {entry.code: entry for entry in _ENTRIES}


def reason(code: str) -> Reason:
    """The words for a code; raises `KeyError` for one that is not in the catalogue."""
    return CATALOGUE[code]
