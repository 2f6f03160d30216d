/**
 * Overhead: hot throughput of a gateway that is watched (a line of the log for each request, a
 * scrape a second), of one whose players also say something with each request (CMCD), and of one
 * without metrics and log, in turn beside the gateway of the other workloads. Good is 3 %.
 */
import { fileURLToPath } from 'node:url';
import { CREDENTIALS } from '../credentials.ts';
import { MIB } from '../film.ts';
import { HOT_FILM, heat } from '../hot-film.ts';
import type { Peer } from '../peer.ts';
import { freePort, startPeer } from '../peers/start-peer.ts';
import { throughput } from '../throughput.ts';
import type { Target, Workload } from '../workload.ts';

const CONNECTIONS = 16;
const SECONDS = 4;
const MEASURE = '1 MiB ranges, MB/s';
const SCRAPE_MS = 1000;
const CMCD = 'bl=21300,br=3200,mtp=25400,ot=v,sid="6e2fb550-c457-11e9-bb97-0800200c9a66"';

const SERVER = pathOf('../../dist/server.js');
const watched = ours('watched', [SERVER], 'info');
const told = ours('told', [SERVER], 'info');
const unwatched = ours(
  'unwatched',
  ['--import', new URL('../unwatched/register.js', import.meta.url).href, SERVER],
  'silent',
);

export const overhead: Workload = {
  name: 'overhead',
  shows: `${CONNECTIONS} connections that read what is cached, watched by log, metrics and scrapes, told by CMCD too, and neither; good is 3 % between watched and unwatched`,
  samples: 1,
  rounds: 9,
  warmUp: 1,
  chart: {
    kind: 'bars',
    title: 'What it costs to be watched',
    panels: [{ title: MEASURE, measure: MEASURE, better: 'more' }],
  },
  beside: [watched, told, unwatched],
  noDirect: 'the origin is held to its rate',
  prepare: heat,
  async sample(target) {
    const isWatched = target.name === watched.name || target.name === told.name;
    const asked = target.name === told.name ? withWords(target) : target;
    const scrapes = isWatched && setInterval(() => void scrape(target), SCRAPE_MS);
    try {
      return { [MEASURE]: await throughput(asked, HOT_FILM, MIB, CONNECTIONS, SECONDS) };
    } finally {
      if (scrapes) clearInterval(scrapes);
    }
  },
};

function withWords(target: Target): Target {
  return {
    ...target,
    urlOf(key) {
      const url = target.urlOf(key);
      url.searchParams.set('CMCD', CMCD);
      return url;
    },
  };
}

async function scrape(target: Target): Promise<void> {
  const answer = await fetch(new URL('/metrics', target.urlOf(HOT_FILM)));
  if (!answer.ok) throw new Error(`no metrics: ${answer.status}`);
  await answer.text();
}

function ours(name: string, args: readonly string[], level: string): Peer {
  return {
    name,
    path: '/objects/{bucket}/{key}',
    missing: () => undefined,
    async start(originUrl, folder) {
      const port = await freePort();
      const env = {
        AWS_ENDPOINT_URL_S3: originUrl,
        AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
        FIRSTBYTE_PORT: String(port),
        FIRSTBYTE_LOG_LEVEL: level,
      };
      return startPeer(process.execPath, args, env, folder, port);
    },
  };
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
