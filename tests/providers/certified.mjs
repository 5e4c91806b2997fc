// oidc-provider (OpenID certified) with the people and the client that the tests give it, on a port of loopback.
// Usage: node certified.mjs PATH_OF_OIDC_PROVIDER '{"issuer", "client", "people": {subject: claims}}'

const [path, given] = process.argv.slice(2)
const { Provider } = await import(path)
const { issuer, client, people } = JSON.parse(given)

const provider = new Provider(issuer, {
  clients: [client],
  claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'] },
  cookies: { keys: ['of these tests alone'] },
  features: { devInteractions: { enabled: false } },
  findAccount: (_, subject) => people[subject] && { accountId: subject, claims: () => ({ sub: subject, ...people[subject] }) },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  loadExistingGrant: granted,
  pkce: { required: () => true },
  renderError: (ctx, out) => { ctx.body = out }
})

// Nobody is asked whether our server may know who they are.
async function granted (ctx) {
  const grant = new provider.Grant({ accountId: ctx.oidc.session.accountId, clientId: ctx.oidc.client.clientId })
  grant.addOIDCScope('openid email')
  await grant.save()
  return grant
}

async function body (request) {
  let text = ''
  for await (const piece of request) text += piece
  return new URLSearchParams(text)
}

// The page that a person signs in on: `subject` says who they are, `amr` how they showed it; without them they decline.
provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/interaction/')) return next()
  await provider.interactionDetails(ctx.req, ctx.res)
  if (ctx.method === 'GET') {
    ctx.type = 'html'
    ctx.body = '<form method="post">Who are you? <input name="subject"><input name="amr"><button>Sign in</button></form>'
    return
  }
  const typed = await body(ctx.req)
  const result = typed.get('subject')
    ? { login: { accountId: typed.get('subject'), amr: typed.getAll('amr') } }
    : { error: 'access_denied', error_description: 'The person said no.' }
  ctx.respond = false
  await provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false })
})

provider.listen(Number(new URL(issuer).port), '127.0.0.1', () => console.log('ready'))
