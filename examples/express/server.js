/** A shop: creates a session, redirects the customer to it, and learns the outcome by webhook. */

import { randomUUID } from "node:crypto";
import express from "express";
import { verified } from "./webhook.js";

const { EKYC_URL = "http://localhost:3000", EKYC_KEY, EKYC_WEBHOOK_SECRET, PORT = "8000" } = process.env;
if (!EKYC_KEY || !EKYC_WEBHOOK_SECRET) throw new Error("set EKYC_KEY and EKYC_WEBHOOK_SECRET");
const SHOP_URL = process.env.SHOP_URL ?? `http://localhost:${PORT}`;

/** By our own customer id; in your system, rows of a database. */
const customers = new Map();
const app = express().disable("x-powered-by");

app.get("/", (request, response) => {
  response.send(page('<form method="post" action="/verify"><button>Verify me</button></form>'));
});

app.post("/verify", async (request, response) => {
  const id = randomUUID();
  const session = await open(id);
  customers.set(id, { session: session.id, status: session.status, final: false });
  response.redirect(303, session.url);
});

/** Where the customer returns; only the webhook's status counts, never the return itself. */
app.get("/customers/:id", (request, response) => {
  const customer = customers.get(request.params.id);
  if (!customer) return response.status(404).send(page("We do not know you."));
  const words = { approved: "You are verified.", rejected: "We could not verify you." };
  response.send(page(words[customer.status] ?? "Thank you. We are looking at it."));
});

app.post("/hooks", express.raw({ type: "*/*", limit: "1mb" }), (request, response) => {
  if (!Buffer.isBuffer(request.body) || !verified(EKYC_WEBHOOK_SECRET, request.headers, request.body)) {
    return response.sendStatus(400);
  }
  const { session_id: session, status } = JSON.parse(request.body.toString());
  const final = request.headers["x-ekyc-final"] === "true";
  for (const customer of customers.values()) {
    // Messages may come twice, and out of order: never overwrite a final status.
    if (customer.session === session && (final || !customer.final)) Object.assign(customer, { status, final });
  }
  response.sendStatus(204);
});

app.use((error, request, response, next) => {
  console.error(error.message);
  response.status(error.status ?? 502).send(page("This did not work. Please try again later."));
});

/** A session of the eKYC server for one customer; the same customer twice is one session. */
async function open(id) {
  const answer = await fetch(`${EKYC_URL}/v1/sessions`, {
    method: "POST",
    headers: { "x-api-key": EKYC_KEY, "content-type": "application/json", "idempotency-key": `customer-${id}` },
    body: JSON.stringify({ client_reference_id: id, return_url: `${SHOP_URL}/customers/${id}` }),
    signal: AbortSignal.timeout(15_000),
  });
  if (!answer.ok) throw new Error(`eKYC: ${answer.status} ${(await answer.json()).code}`);
  return answer.json();
}

function page(body) {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title><main>${body}</main></html>`;
}

const server = app.listen(Number(PORT), "127.0.0.1", (error) => {
  if (error) throw error;
  console.log(`http://localhost:${server.address().port}`);
});
