import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdir, mkdtemp, readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import net from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { pathToFileURL } from 'node:url'

// The modules are those beside the Node that runs this.
const modules = createRequire(execPath)
export const load = (name) => import(pathToFileURL(modules.resolve(name)))

// bypassKey lets the seeding past the PDS's rate limits, which are on.
export const bypassKey = 'seeding'

// startServices starts the databases and the network. It gives the network, the
// folder that holds everything, and stop().
export async function startServices() {
  const dir = await mkdtemp(join(tmpdir(), 'pantau-atproto-'))
  process.env.TMPDIR = dir // the services make their folders there
  const children = []
  const stopChildren = () => Promise.all(children.map(stopChild))
  try {
    const [postgres, redis] = await Promise.all([startPostgres(dir, children), startRedis(dir, children)])
    process.env.REDIS_HOST = redis
    const { TestNetwork } = await load('@atproto/dev-env')
    const network = await TestNetwork.create({
      dbPostgresUrl: postgres,
      dbPostgresSchema: 'pantau',
      pds: { rateLimitsEnabled: true, rateLimitBypassKey: bypassKey },
    })
    const stop = async () => {
      await within(5000, network.close()).catch((err) => console.error('closing the network:', err.message))
      await stopChildren()
    }
    return { network, dir, stop }
  } catch (err) {
    await stopChildren()
    throw err
  }
}

// start runs a server that ends when this process does, however that happens.
// onLine is called with each line of its log.
function start(children, command, args, { user, ready }) {
  const as = user ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'] : []
  const child = spawn('setpriv', [...as, '--pdeathsig=TERM', command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  let log = ''
  const up = new Promise((resolve, reject) => {
    const read = (chunk) => {
      log = (log + chunk).slice(-4000)
      if (ready?.test(log)) resolve()
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.on('error', reject)
    child.on('exit', (code) => (code === 0 && !ready ? resolve() : reject(new Error(`${command} ended with ${code}: ${log}`))))
  })
  return within(30_000, up, `${command} did not start`)
}

async function stopChild(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGINT') // for PostgreSQL: end now, in good order
  await within(5000, once(child, 'exit')).catch(() => child.kill('SIGKILL'))
}

async function startPostgres(dir, children) {
  const bin = await postgresFolder()
  const data = join(dir, 'postgres')
  await mkdir(data, { mode: 0o700 })
  let user // PostgreSQL refuses to run as root
  if (userInfo().uid === 0) {
    user = await unixUser('postgres')
    await chown(data, user.uid, user.gid)
    await chown(dir, user.uid, user.gid)
  }
  const port = await freePort()
  await start(children, join(bin, 'initdb'), ['-D', data, '-U', 'pantau', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'], { user })
  await start(
    children,
    join(bin, 'postgres'),
    ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=off', '-c', 'full_page_writes=off'],
    { user, ready: /ready to accept connections/ },
  )
  return `postgresql://pantau@127.0.0.1:${port}/postgres`
}

// postgresFolder finds Debian's newest PostgreSQL.
async function postgresFolder() {
  const root = '/usr/lib/postgresql'
  const versions = (await readdir(root)).filter((v) => /^\d+$/.test(v)).sort((a, b) => b - a)
  if (versions.length === 0) throw new Error(`no PostgreSQL in ${root}`)
  return join(root, versions[0], 'bin')
}

async function unixUser(name) {
  const ask = async (flag) => {
    const child = spawn('id', [flag, name], { stdio: ['ignore', 'pipe', 'inherit'] })
    let out = ''
    for await (const chunk of child.stdout) out += chunk
    return Number(out)
  }
  return { uid: await ask('-u'), gid: await ask('-g') }
}

async function startRedis(dir, children) {
  const port = await freePort()
  await start(
    children,
    'redis-server',
    ['--bind', '127.0.0.1', '--port', String(port), '--dir', dir, '--save', '', '--appendonly', 'no'],
    { ready: /Ready to accept connections/ },
  )
  return `127.0.0.1:${port}`
}

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

export async function within(ms, promise, message = 'took too long') {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${message} within ${ms / 1000} s`)), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
