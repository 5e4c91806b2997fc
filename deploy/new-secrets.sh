#!/bin/sh
# Generates the secrets of a new installation, once: the same for each of its hosts. Keep a copy apart from the data:
# without BLOB_KEYS no stored image opens again. Use: sh deploy/new-secrets.sh [folder]
set -eu
folder="${1:-deploy/secrets}"
if [ -e "$folder/ekyc.env" ]; then
    echo "$folder/ekyc.env is there already and stays as it is." >&2
    exit 1
fi
umask 077
mkdir -p "$folder"
key() { head -c 32 /dev/urandom | base64 | tr -d '\n'; }
word() { head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n'; }
database="$(word)"
access="$(word)"
secret="$(word)"
cat >"$folder/ekyc.env" <<END
SECRET_KEY=$(key)
API_KEY_PEPPER=$(key)
BLOB_KEYS=k1:$(key)
RECEIPT_KEYS=r1:$(key)
WEBHOOK_SECRET=whsec_$(key)
METRICS_TOKEN=$(word)
DATABASE_URL=postgresql://ekyc:$database@database:5432/ekyc
AWS_ACCESS_KEY_ID=$access
AWS_SECRET_ACCESS_KEY=$secret
END
echo "POSTGRES_PASSWORD=$database" >"$folder/database.env"
printf 'ROOT_ACCESS_KEY=%s\nROOT_SECRET_KEY=%s\n' "$access" "$secret" >"$folder/store.env"
echo "Made $folder/ekyc.env, database.env and store.env, readable by you alone."
