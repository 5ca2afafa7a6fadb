/** Where what is secret may travel. Plain strings and no `URL`: no room's types are here. */

const NAMES = ['127.0.0.1', 'localhost']

/** @param hostname as an address has it: lower case, IPv6 in brackets */
export const isThisMachine = (hostname: string): boolean => hostname === '[::1]' || NAMES.includes(hostname)

/** @param host as one listens on it: IPv6 without brackets */
export const listensHereAlone = (host: string): boolean => host === '::1' || NAMES.includes(host)

/** Nothing in the clear beyond this machine: https, or http to it. */
export const isSafeAddress = ({ protocol, hostname }: { protocol: string; hostname: string }): boolean =>
  protocol === 'https:' || (protocol === 'http:' && isThisMachine(hostname))
