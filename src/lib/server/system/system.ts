/** The owner's choices for the box, stored in the settings, and what the host offers. */
import * as v from 'valibot';
import type { RuntimeInfo } from '../../contract/box.ts';
import { invalidInput } from '../../contract/errors.ts';
import type { BoxConfig } from '../config.ts';
import type { CopyProblem, Settings } from '../db/index.ts';
import type { PupNetwork } from '../network/types.ts';
import { listDisks } from './disks.ts';
import { listLinks, reachableAt } from './links.ts';
import { isKeyMap, isTimeZone, keyMaps, presentKeyMap, presentTimeZone, suggestedName, timeZones } from './locale.ts';
import { isMounted, keepStoragePlace, placeOn, STORAGE_KEY, storagePlaceSchema } from './storage.ts';
import type { System } from './types.ts';

const NAME = 'box.name';
const TIME_ZONE = 'box.timeZone';
const KEY_MAP = 'box.keyMap';
const NO_TIME_ZONE = 'This is not a time zone.';

export interface SystemDeps {
	config: Pick<BoxConfig, 'data' | 'host' | 'port' | 'instance' | 'version' | 'agentSocket' | 'subnet'>;
	settings: Settings;
	/** The current capabilities of the host. */
	runtime: () => RuntimeInfo;
	/** Why the last copy of the database failed; null where it succeeded. */
	copyProblem?: () => CopyProblem | null;
	/** The network of pups; null where they have none. */
	network?: () => Pick<PupNetwork, 'problems' | 'subnet'> | null;
	/** Why pups cannot call each other, as a sentence; null where they can. */
	gatewayProblem?: () => string | null;
	/** Called when its name or time zone was changed. */
	changed?: () => void;
}

/** Only stores the choices; nothing here changes the host. */
export function createSystem(deps: SystemDeps): System {
	const { config, settings, runtime, copyProblem, network, gatewayProblem, changed } = deps;
	const name = () => settings.get(NAME, v.string()) ?? suggestedName();
	const storagePlace = () => settings.get(STORAGE_KEY, v.nullable(storagePlaceSchema));
	const disks = () => listDisks(config.data, { byRoot: config.agentSocket !== null });

	function storageMissing(): string | null {
		const place = storagePlace();
		return place === null || isMounted(place.mountPoint) ? null : place.mountPoint;
	}

	return {
		pupNetwork() {
			const subnet = network?.()?.subnet;
			return subnet === undefined ? null : { subnet, wanted: config.subnet };
		},
		info() {
			const can = runtime();
			const missing = [...can.missing, ...(network?.()?.problems() ?? [])];
			const closed = gatewayProblem?.() ?? null;
			if (closed !== null) {
				missing.push({
					code: 'no-gateway',
					what: `The gateway between pups does not work as it should. ${closed}`,
					effect: 'Pups cannot call each other, or only as before. The box tries again automatically.',
					command: null
				});
			}
			const mountPoint = storageMissing();
			if (mountPoint !== null) {
				missing.push({
					code: 'no-storage',
					what: `The disk with the pups’ data is not mounted at ${mountPoint}.`,
					effect: 'Pups are neither started nor installed, so that nothing is written beside their data.',
					command: `mount ${mountPoint}`
				});
			}
			const problem = copyProblem?.() ?? null;
			if (problem !== null) {
				missing.push({
					code: 'no-database-copy',
					what: `The daily copy of the database could not be made. ${problem.message}`,
					effect: ['The box keeps running, and earlier copies stay. It tries again in an hour.', problem.hint ?? '']
						.join(' ')
						.trim(),
					command: null
				});
			}
			return { name: name(), version: config.version, runtime: { ...can, missing } };
		},
		name,
		timeZone: () => settings.get(TIME_ZONE, v.string()) ?? presentTimeZone(),
		disks,
		links: () => listLinks(),
		timeZones,
		keyMaps,
		suggestions: () => ({ deviceName: suggestedName(), timeZone: presentTimeZone(), keyMap: presentKeyMap() }),
		addresses: () => reachableAt(config.host, config.port, listLinks()),

		change({ name, timeZone }) {
			if (timeZone !== undefined && !isTimeZone(timeZone)) {
				throw invalidInput('The time zone is not valid.', { timeZone: NO_TIME_ZONE });
			}
			if (name !== undefined) settings.set(NAME, name);
			if (timeZone !== undefined) settings.set(TIME_ZONE, timeZone);
			changed?.();
		},
		async choose(input) {
			const fields: Record<string, string> = {};
			if (!isTimeZone(input.timeZone)) fields['timeZone'] = NO_TIME_ZONE;
			if (input.keyMap !== undefined && input.keyMap !== '' && !isKeyMap(input.keyMap)) {
				fields['keyMap'] = 'This keyboard is not known.';
			}
			if (Object.keys(fields).length > 0) throw invalidInput('Some of the choices are not valid.', fields);
			const place = placeOn(input.storage ? await disks() : [], input.storage, config.instance);
			return () => {
				settings.set(NAME, input.deviceName);
				settings.set(TIME_ZONE, input.timeZone);
				if (input.keyMap) settings.set(KEY_MAP, input.keyMap);
				keepStoragePlace(settings, place);
			};
		},
		storagePlace,
		storageMissing
	};
}
