/** The first generation as it was drawn: the profiles API on Express, records in a PocketBase behind it. */

import express from "express";

const { POCKETBASE, IDENTITY, PASSWORD, API_KEY, PORT = "0" } = process.env;
const REQUIRED = ["name", "document_type", "document_number", "nationality"];
const PROFILES = "/api/collections/kyc_profiles/records";
const HISTORY = "/api/collections/status_history/records";
let token = "";

const app = express().disable("x-powered-by").disable("etag");
app.use(express.json({ limit: "64kb" }));

app.post("/api/profiles/create", async (request, response) => {
  const { apiKey, ...given } = request.body ?? {};
  if ((request.get("x-api-key") ?? apiKey) !== API_KEY) {
    return response.status(401).json({ error: "Invalid or missing API key" });
  }
  if (REQUIRED.some((name) => typeof given[name] !== "string" || !given[name].trim())) {
    return response.status(400).json({ error: "Missing required fields", required: REQUIRED });
  }
  const found = await first(given);
  if (found) return response.json({ ...answer(found.id), message: "Existing record found" });
  const record = Object.fromEntries(REQUIRED.map((name) => [name, given[name]]));
  const made = await ask("POST", PROFILES, { ...record, verification_status: "unverified" });
  response.status(201).json(answer(made.id));
});

app.get("/api/profiles/:id", async (request, response) => {
  const { id } = request.params;
  const record = /^[a-z0-9]{15}$/.test(id) && (await ask("GET", `${PROFILES}/${id}`));
  if (!record) {
    return response.status(404).json({ error: "KYC record not found", message: "Invalid or expired ID" });
  }
  const newest = await list(HISTORY, `profile='${id}'`, "-created");
  const { name, document_type, document_number, nationality, verification_status, created } = record;
  const status = newest?.status ?? verification_status;
  const data = { name, document_type, document_number, nationality, verification_status, status };
  response.set("cache-control", "no-store").json({ success: true, data: { ...data, createdAt: created.replace(" ", "T") } });
});

app.use((error, request, response, next) => response.status(500).json({ error: "Internal server error" }));

function answer(id) {
  return { success: true, url: `http://localhost:3000/${id}`, id };
}

/** The record of the same document, as PocketBase's own client writes such a filter. */
function first({ document_type, document_number, nationality }) {
  const same = { document_type, document_number, nationality };
  return list(PROFILES, Object.entries(same).map(([name, value]) => `${name}='${value.replaceAll("'", "\\'")}'`).join("&&"));
}

async function list(path, filter, sort = "") {
  const query = new URLSearchParams({ page: "1", perPage: "1", skipTotal: "1", filter, sort });
  return (await ask("GET", `${path}?${query}`)).items[0];
}

/** What PocketBase answers, or null for what it does not have. */
async function ask(method, path, body) {
  const answer = await fetch(POCKETBASE + path, {
    method,
    headers: { authorization: token, ...(body && { "content-type": "application/json" }) },
    body: body && JSON.stringify(body),
  });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`PocketBase: ${answer.status}`);
  return answer.json();
}

const signed = await ask("POST", "/api/collections/_superusers/auth-with-password", { identity: IDENTITY, password: PASSWORD });
token = signed.token;
const server = app.listen(Number(PORT), "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
