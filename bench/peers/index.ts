/** All peers, in the order in which they are shown. */
import type { Peer } from '../peer.ts';
import { nginx } from './nginx.ts';

export const PEERS: readonly Peer[] = [nginx];
