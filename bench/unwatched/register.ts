/** `node --import` this: a gateway without metrics, to see what they cost. */
import { register } from 'node:module';

register(new URL('hooks.js', import.meta.url));
