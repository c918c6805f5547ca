import { bypassKey } from './services.mjs'

const password = 'only-for-this-test'
const hashtag = 'banjir'
const POST = 'app.bsky.feed.post'
const LIKE = 'app.bsky.feed.like'
const REPOST = 'app.bsky.feed.repost'
const FOLLOW = 'app.bsky.graph.follow'

// fill writes everything through the PDS, as a client would, waits until the
// AppView has it, and gives what a reader must find.
export async function fill({ network }, count) {
  const [pds, appview] = [network.pds, network.bsky].map(({ port }) => `http://127.0.0.1:${port}`)
  const office = await account(pds, 'dinkes')
  const people = []
  for (const name of ['ani', 'budi', 'citra', 'dewi', 'eko', 'fajar']) people.push(await account(pds, name))

  const truth = {
    pds, appview,
    office: { handle: office.handle, did: office.did, appPassword: await appPassword(office), followers: 4, following: 2 },
    people: people.map(({ handle, did }) => ({ handle, did, password })),
    posts: [], mentions: [], hashtag, gone: [],
  }
  await write(office, people.slice(0, 2).map((p) => follow(p)))
  for (const p of people.slice(0, 4)) await write(p, [follow(office)])

  await officePosts(office, truth, count)
  await reactions(people, truth)
  await threads(office, people, truth)
  await elsewhere(office, people, truth)
  await network.processAll(60_000)
  await readable(network, truth)
  return without(truth, 'cid')
}

// without drops a field everywhere.
const without = (value, field) => JSON.parse(JSON.stringify(value, (key, v) => (key === field ? undefined : v)))

async function account(pds, name) {
  const handle = `${name}.test`
  const made = await post(pds, 'com.atproto.server.createAccount', { handle, email: `${name}@example.test`, password })
  return { pds, handle, did: made.did, jwt: made.accessJwt }
}

async function appPassword(who) {
  const made = await post(who.pds, 'com.atproto.server.createAppPassword', { name: 'pantau' }, who.jwt)
  return made.password
}

async function post(pds, method, body, jwt) {
  const headers = { 'content-type': 'application/json', 'x-ratelimit-bypass': bypassKey }
  if (jwt) headers.authorization = `Bearer ${jwt}`
  const answer = await fetch(`${pds}/xrpc/${method}`, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${method}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

// write creates records in one commit, at most 200, and gives uri and cid of each.
async function write(who, records) {
  const writes = records.map((value) => ({ $type: 'com.atproto.repo.applyWrites#create', collection: value.$type, value }))
  if (writes.length === 0) return []
  const { results } = await post(who.pds, 'com.atproto.repo.applyWrites', { repo: who.did, writes }, who.jwt)
  return results.map(({ uri, cid }) => ({ uri, cid }))
}

const begin = Math.floor(Date.now() / 1000) * 1000
// ago is a time some minutes back, in whole seconds.
const ago = (minutes) => new Date(begin - minutes * 60_000).toISOString()
const follow = (whom) => ({ $type: FOLLOW, subject: whom.did, createdAt: ago(90_000) })
const ref = ({ uri, cid }) => ({ uri, cid })

// officePosts writes the posts: one every eight hours up to now, each third
// with a link.
async function officePosts(office, truth, count) {
  const records = []
  for (let i = 0; i < count; i++) {
    const record = { $type: POST, text: `Informasi layanan kesehatan nomor ${i + 1} 🏥`, createdAt: ago((count - i) * 480), langs: ['id'] }
    if (i % 3 === 2) {
      record.embed = { $type: 'app.bsky.embed.external', external: { uri: 'https://example.go.id/layanan', title: 'Layanan', description: '' } }
    }
    records.push(record)
  }
  for (let i = 0; i < count; i += 100) {
    const part = records.slice(i, i + 100)
    const made = await write(office, part)
    made.forEach((m, k) => truth.posts.push({
      ...m, text: part[k].text, createdAt: part[k].createdAt, type: part[k].embed ? 'link' : 'text',
      likes: 0, reposts: 0, replies: 0, quotes: 0,
    }))
  }
  const [deleted] = await write(office, [{ $type: POST, text: 'Ralat, abaikan', createdAt: ago(470) }])
  const rkey = deleted.uri.split('/').pop()
  await post(office.pds, 'com.atproto.repo.deleteRecord', { repo: office.did, collection: POST, rkey }, office.jwt)
  truth.gone.push(deleted.uri)
}

// reactions: the first i%7 people like post i, the first i%4 repost it.
async function reactions(people, truth) {
  for (const [n, who] of people.entries()) {
    const records = []
    truth.posts.forEach((p, i) => {
      const about = { subject: ref(p), createdAt: p.createdAt }
      if (n < i % 7) {
        records.push({ $type: LIKE, ...about })
        p.likes++
      }
      if (n < i % 4) {
        records.push({ $type: REPOST, ...about })
        p.reposts++
      }
    })
    for (let i = 0; i < records.length; i += 100) await write(who, records.slice(i, i + 100))
  }
}

// threads: every tenth post is answered by two people; the first of these
// answers goes on, person by person, eight levels deep. The office answers one
// of them, which is no mention, and continues a post of its own, which is a
// post.
async function threads(office, people, truth) {
  for (const [k, root] of truth.posts.filter((_, i) => i % 10 === 9).entries()) {
    let parent = root
    for (let level = 0; level < (k === 0 ? 8 : 2); level++) {
      parent = await answer(people[(k + level) % people.length], root, parent, `Terima kasih infonya (${level + 1})`, truth)
    }
    await answer(people[(k + 3) % people.length], root, root, 'Kapan buka lagi?', truth)
    if (k === 1) await reply(office, root, parent, 'Sama-sama, sehat selalu')
  }
  const root = truth.posts.at(-2)
  const text = 'Lanjutan: bawa kartu identitas'
  const createdAt = ago(479)
  const next = await reply(office, root, root, text, createdAt)
  root.replies++
  truth.posts.push({ ...next, text, createdAt, type: 'text', likes: 0, reposts: 0, replies: 0, quotes: 0 })
  await answer(people[0], root, next, 'Baik, siap', truth)
  truth.posts.at(-1).replies++
}

async function reply(who, root, parent, text, createdAt = ago(30)) {
  const [made] = await write(who, [{ $type: POST, text, createdAt, langs: ['id'], reply: { root: ref(root), parent: ref(parent) } }])
  return made
}

async function answer(who, root, parent, text, truth) {
  const createdAt = ago(20)
  const made = await reply(who, root, parent, text, createdAt)
  if (parent === root) root.replies++
  truth.mentions.push({ uri: made.uri, kind: 'reply', post: root.uri, author: who.did, text, createdAt })
  return made
}

// elsewhere: what people write outside the office's threads; and a repost by
// the office, which is no post of its own.
async function elsewhere(office, people, truth) {
  const [ani, budi, citra] = people
  const note = (made, who, kind, text, about = '') =>
    truth.mentions.push({ uri: made.uri, kind, post: about, author: who.did, text, createdAt: ago(10) })
  const plain = (text, more) => ({ $type: POST, text, createdAt: ago(10), langs: ['id'], ...more })
  const name = `@${office.handle}`
  const names = (text) => ({
    facets: [{
      index: { byteStart: Buffer.byteLength(text.slice(0, text.indexOf(name))), byteEnd: Buffer.byteLength(text.slice(0, text.indexOf(name) + name.length)) },
      features: [{ $type: 'app.bsky.richtext.facet#mention', did: office.did }],
    }],
  })

  for (let i = 0; i < 5; i++) {
    const text = `Halo ${name}, antrean panjang sekali (${i + 1})`
    const [made] = await write(budi, [plain(text, names(text))])
    note(made, budi, 'mention', text)
  }
  const quoted = truth.posts[5]
  const text = 'Penting, tolong disimak'
  const [quote] = await write(citra, [plain(text, { embed: { $type: 'app.bsky.embed.record', record: ref(quoted) } })])
  quoted.quotes++
  note(quote, citra, 'mention', text, quoted.uri)
  const floods = Array.from({ length: 3 }, (_, i) => `Air naik lagi di kampung kami #${hashtag} (${i + 1})`)
  const made = await write(ani, floods.map((t) => plain(t)))
  made.forEach((m, i) => note(m, ani, 'hashtag', floods[i]))
  await write(office, [{ $type: REPOST, subject: ref(made[0]), createdAt: ago(5) }])
}

// readable waits until the AppView gives the last of it.
async function readable(network, truth) {
  const uris = [truth.posts.at(-1).uri, truth.mentions.at(-1).uri]
  const query = new URLSearchParams(uris.map((uri) => ['uris', uri]))
  for (let tries = 0; tries < 50; tries++) {
    const answer = await fetch(`${network.bsky.url}/xrpc/app.bsky.feed.getPosts?${query}`)
    if (answer.ok && (await answer.json()).posts.length === uris.length) return
    await network.processAll(60_000)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('the AppView does not show what was written')
}
