/** All peers, in the order of the tables. */
import type { Peer } from '../peer.ts';
import { ats } from './ats.ts';
import { nginx } from './nginx.ts';
import { varnish } from './varnish.ts';

export const PEERS: readonly Peer[] = [nginx, varnish, ats];
