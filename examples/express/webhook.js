/** Webhooks of the eKYC server, verified by hand: Standard Webhooks 1.0 with nothing but node:crypto. */

import { createHmac, timingSafeEqual } from "node:crypto";

const TOLERANCE_S = 300;

/**
 * Whether one of the signatures is by our secret, and recent.
 * @param {string} secret `whsec_` and base64
 * @param {Record<string, string | undefined>} headers in lower case, as Node gives them
 * @param {Buffer} body the bytes as received, before any JSON parser
 * @param {number} now seconds since 1970
 */
export function verified(secret, headers, body, now = Date.now() / 1000) {
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": given = "" } = headers;
  if (!id || !/^\d{1,12}$/.test(timestamp ?? "") || Math.abs(now - Number(timestamp)) > TOLERANCE_S) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const digest = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
  const expected = Buffer.from(`v1,${digest}`);
  return given.split(" ").some((one) => same(Buffer.from(one), expected));
}

/** Whether two values are equal, in constant time. */
function same(given, expected) {
  return given.length === expected.length && timingSafeEqual(given, expected);
}
