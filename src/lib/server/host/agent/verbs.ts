/**
 * The verbs that dogeboxd may call at the host agent: those that these folders export, and nothing
 * else. git and Nix are not among them.
 */
import * as build from '../build/index.ts';
import * as containers from '../containers/index.ts';
import * as dockerfiles from '../dockerfiles/index.ts';
import { hostProbe } from '../facts.ts';
import * as gateway from '../gateway/index.ts';
import * as network from '../network/index.ts';
import * as nginx from '../nginx/index.ts';
import * as nixos from '../nixos/index.ts';
import * as pages from '../pages/index.ts';
import * as ports from '../ports/index.ts';
import * as storage from '../storage/index.ts';
import type { AnyVerb } from './server.ts';

const isVerb = (value: unknown): value is AnyVerb =>
	typeof value === 'object' && value !== null && 'name' in value && 'args' in value && 'run' in value;

/** Every verb that the agent carries out. */
export const AGENT_VERBS: readonly AnyVerb[] = [
	hostProbe,
	...[containers, build, network, nginx, nixos, pages, ports, gateway, storage, dockerfiles].flatMap((door) =>
		Object.values(door).filter(isVerb)
	)
];
