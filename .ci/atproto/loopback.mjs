import dns from 'node:dns'
import net from 'node:net'

// keepToLoopback makes every server of this process that names no host listen
// on 127.0.0.1 alone. The services of the network name none, and would listen
// on all interfaces.
export function keepToLoopback() {
  const host = '127.0.0.1'
  const listen = net.Server.prototype.listen
  net.Server.prototype.listen = function (...args) {
    const [first, second] = args
    if (first !== null && typeof first === 'object') {
      if (first.port !== undefined && !first.host) args[0] = { ...first, host }
    } else if (typeof first !== 'string' || /^\d+$/.test(first)) {
      const port = typeof first === 'function' || first == null ? 0 : first
      const rest = typeof first === 'function' ? args : args.slice(1)
      args = typeof second === 'string' ? args : [port, host, ...rest.filter((a) => a !== undefined)]
    }
    return listen.apply(this, args)
  }
  dns.setDefaultResultOrder('ipv4first')
}
