/** Whether somebody is one of those who are believed. */
import ipaddr from 'ipaddr.js'

type Range = [network: ipaddr.IPv4 | ipaddr.IPv6, bits: number]

/** @param ranges addresses and ranges, as `readTrustedProxies` lets them through. @returns whether an address, as the socket has it, is in one of them */
export function trustedPeers(ranges: readonly string[]): (address: string | undefined) => boolean {
  const known = ranges.map(parseRange)
  return (address) => {
    if (address === undefined || !ipaddr.isValid(address)) return false
    // 127.0.0.1 comes as ::ffff:127.0.0.1 where both families are listened to.
    const peer = ipaddr.process(address)
    return known.some(([network, bits]) => peer.kind() === network.kind() && peer.match(network, bits))
  }
}

function parseRange(text: string): Range {
  if (text.includes('/')) return ipaddr.parseCIDR(text)
  const address = ipaddr.process(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}
