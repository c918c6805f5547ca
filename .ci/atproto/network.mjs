// Starts a real atproto network on loopback and fills it; see --help.
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { keepToLoopback } from './loopback.mjs'
import { fill } from './seed.mjs'
import { startServices } from './services.mjs'

const help = `usage: node network.mjs [--posts N] [--seconds N]

Starts PLC directory, PDS, AppView and what they need (PostgreSQL, Redis), all on free ports of
127.0.0.1, and fills them: an office with N posts (default 170), people who like, repost, quote,
reply in threads, mention it and use a hashtag. When everything can be read back it prints one line
of JSON and stays until its standard input closes, it gets SIGTERM, or --seconds (default 900) are
over. Nothing is left behind. Run it with the Node that 'install' puts beside its modules:

  dir=$(.ci/atproto/install) && $dir/node .ci/atproto/network.mjs

The line:
  pds, appview   addresses; the PDS wants a login and has rate limits, the AppView has neither
  office         handle, did, appPassword, followers, following
  people         handle, did, password of each
  posts          of the office, oldest first: uri, text, type, createdAt, likes, reposts, replies, quotes
  mentions       by people: uri, kind (reply, mention, hashtag), post it answers, author, text, createdAt
  hashtag        the one that mentions of kind hashtag have
  gone           addresses of office posts that were deleted
`

const { values: options } = parseArgs({
  options: { posts: { type: 'string', default: '170' }, seconds: { type: 'string', default: '900' }, help: { type: 'boolean' } },
})
if (options.help) {
  process.stdout.write(help)
  process.exit(0)
}

// Standard output is for the one line.
console.log = console.info = console.error
keepToLoopback()

const services = await startServices()
const ending = Promise.race([
  once(process.stdin.resume(), 'end'),
  once(process, 'SIGTERM'),
  once(process, 'SIGINT'),
  new Promise((resolve) => setTimeout(resolve, Number(options.seconds) * 1000)),
])

let failed = false
try {
  const filled = fill(services, Number(options.posts)).then((truth) => {
    process.stdout.write(JSON.stringify(truth) + '\n')
    return ending
  })
  await Promise.race([filled, ending])
} catch (err) {
  console.error('atproto ring: the network failed:', err)
  failed = true
}
await services.stop()
await rm(services.dir, { recursive: true, force: true })
process.exit(failed ? 1 : 0)
