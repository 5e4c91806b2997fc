/** The liveness page's requests to the server; every answer says in `next` what to do now. */

const JSON_TYPE = "application/json";

/**
 * A challenge as the server describes it: `kyc/web/hosted/liveness.py` has the contract.
 * @typedef {{ id: string, nonce: string, moves: string[], frames: { max: number }, capture_seconds: number,
 *   next: "capture" | "wait" | "again" | "continue", message: string | null, late: boolean, attempts_left: number, url: string,
 *   standing: "open" | "passed" | "person" | "used_up" }} News
 * @typedef {{ still: Blob, frames: { picture: Blob, at: number }[] }} Recording
 */

/**
 * @param {string} address of the page
 * @param {string} token CSRF token from the page's form
 * @returns functions that resolve with `News`, and reject where the connection was lost or the server fails
 */
export function liveServer(address, token) {
  async function ask(path, fields) {
    const answer = await fetch(address + path, { ...posted(fields), headers: { Accept: JSON_TYPE }, cache: "no-store" });
    if (!answer.headers.get("Content-Type")?.startsWith(JSON_TYPE)) throw new Error("unavailable");
    const news = await answer.json();
    if (!news.next) throw new Error("unavailable");
    return news;
  }

  function posted(fields) {
    if (!fields) return {};
    const body = new FormData();
    body.append("csrf_token", token);
    for (const [name, value] of fields) body.append(name, value);
    return { method: "POST", body };
  }

  return {
    open: () => ask("", []),
    extend: (challenge) => ask(`/${challenge.id}/extend`, []),
    look: (challenge) => ask(`/${challenge.id}`),
    send: (challenge, recording) => ask(`/${challenge.id}/frames`, answerOf(challenge, recording)),
  };
}

function answerOf(challenge, { still, frames }) {
  return [
    ["nonce", challenge.nonce],
    ["capture_method", "camera"],
    ["file", still],
    ["frame_times", frames.map(({ at }) => at).join(",")],
    ...frames.map(({ picture }) => ["frames[]", picture]),
  ];
}
