/** The two roads out of the window: `bridge` to the data process, `shell` to main. Typed by the contract alone. */
import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { bridge as bridgeContract } from '#shared/contract/bridge.ts'
import type { shell as shellContract } from '#shared/contract/shell.ts'
import { receivePorts } from './ports.ts'
import { maskingLink } from './masking-link.ts'
import { askForProof } from './proof.ts'
import { stepUpLink } from './step-up-link.ts'
import { SwitchableLink } from './switchable-link.ts'

export const bridgeLink = new SwitchableLink()
const shellLink = new SwitchableLink()

export const bridge: ContractRouterClient<typeof bridgeContract> = createORPCClient(stepUpLink(maskingLink(bridgeLink), askForProof))
export const shell: ContractRouterClient<typeof shellContract> = createORPCClient(shellLink)

/** Called once, before the first await: a port that is posted earlier would not be heard. */
export const connectPorts = (): void => receivePorts((kind, port) => (kind === 'bridge' ? bridgeLink : shellLink).connect(port))
