/** Converts a pup's row to its view for browsers and programs. */
import type { Origin } from '../types.ts';
import { configSections, type StoredValues } from '../../../contract/config-values.ts';
import { deviceRequests } from '../../../contract/devices.ts';
import { worstHealth, type Health } from '../../../contract/health.ts';
import type { ChangePlan } from '../../../contract/change-plan.ts';
import type { LimitReached } from '../../../contract/limits.ts';
import type { PupDetail, PupSummary, ServiceTrouble, WebPage } from '../../../contract/pups.ts';
import { needsConfig } from '../config/index.ts';
import type { PageRow } from '../pages/index.ts';
import type { ServiceRecords } from '../lifecycle/index.ts';
import { mayRun, storageLimitsOf, type PupRow } from '../installed/index.ts';
import { limitChoices, limitsOf } from '../desired/index.ts';

/** The default origin. Live events use it, since they are the same for all clients. */
export const DEFAULT_ORIGIN: Origin = { protocol: 'http', hostname: 'localhost' };

export interface ViewInput {
	row: PupRow;
	pages: PageRow[];
	/** Why pages cannot be opened, by port. */
	pageProblems: ReadonlyMap<number, string>;
	stored: StoredValues;
	records: ServiceRecords;
	/** Health of each service; undefined where it has no check. */
	health: (service: string) => Health | undefined;
	address: string | null;
	jobId: string | null;
	/** The newest version that its source offers, if it is newer; null for none. */
	newest: string | null;
	totalMemory: number;
	storageBytes: number | null;
	/** Size of the disk with pups' data, bytes. */
	diskSize: number | null;
	origin: Origin;
	/** Limits that it reached recently. */
	limitsReached: LimitReached[];
	/** Whether this host shares disks by weight. */
	weighsDisks: boolean;
}

/** URL path of an installed pup's logo. */
export const logoUrlOf = (id: string) => `/api/v1/pups/${id}/logo`;

function pageOf({ name, port, access }: PageRow, { protocol, hostname }: Origin, problem: string | undefined): WebPage {
	const url = `${protocol.replace(/:$/, '')}://${hostname}:${port}/`;
	return { name, port, url, ...(access !== 'login' && { access }), ...(problem !== undefined && { problem }) };
}

/** The short form, for lists and events. */
export function summaryOf(input: ViewInput): PupSummary {
	const { row, records, origin } = input;
	const up = mayRun(row.state);
	// Ordered as in the manifest, not as in the table.
	const order = row.manifest.container.exposes.map((expose) => expose.name);
	const place = (page: PageRow) => order.indexOf(page.name) >>> 0;
	const pages = row.state === 'uninstalled' ? [] : [...input.pages].sort((a, b) => place(a) - place(b));
	const services = row.manifest.container.services.map(({ name }) => {
		const health = input.health(name);
		return { ...records.view(row.id, name, up), ...(health && { health }) };
	});
	const health = up ? worstHealth(services.map((service) => service.health)) : undefined;
	return {
		id: row.id,
		name: row.name,
		version: row.version,
		sourceId: row.sourceId,
		...(row.offerName !== null && { offerName: row.offerName }),
		shortDescription: row.manifest.meta.shortDescription,
		logoUrl: row.manifest.meta.logoPath === null ? null : logoUrlOf(row.id),
		state: row.state,
		enabled: row.enabled,
		failure: row.failure,
		needsConfig: needsConfig(row.manifest, input.stored, row.configSavedAt),
		keys: row.keys,
		services,
		...(health && { health }),
		webPages: pages.map((page) => pageOf(page, origin, input.pageProblems.get(page.port))),
		address: up ? input.address : null,
		installedAt: row.installedAt,
		updateAvailable:
			input.newest === null ? null : { version: input.newest, skipped: input.newest === row.skippedVersion },
		jobId: input.jobId,
		...(input.limitsReached.length > 0 && { limitsReached: input.limitsReached })
	};
}

function storageOf(row: PupRow): Pick<PupDetail['limits'], 'storageBytes' | 'storageFiles'> {
	const { bytes, files } = storageLimitsOf(row);
	return { storageBytes: bytes, storageFiles: files };
}

/** The long form, for the page of one pup. */
export function detailOf(
	input: ViewInput & {
		devPossible: boolean;
		devProblem: string | null;
		drift: ChangePlan | null;
		/** Data folders of its image, in addition to its storage. */
		volumes: readonly string[];
		trouble: ServiceTrouble[];
	}
): PupDetail {
	const { row } = input;
	const { manifest } = row;
	return {
		...summaryOf(input),
		longDescription: manifest.meta.longDescription,
		requiresInternet: manifest.container.requiresInternet,
		devices: deviceRequests(manifest.container, row.devices),
		exposes: manifest.container.exposes.map(({ name, type, port, webUI, listenOnHost }) => ({
			name,
			type,
			port,
			webUI,
			listenOnHost
		})),
		config: { showOnInstall: manifest.config.showOnInstall, sections: configSections(manifest, input.stored) },
		limits: { ...limitsOf(row, { totalMemory: input.totalMemory }), ...storageOf(row) },
		limitChoices: limitChoices(row, input.totalMemory, input.diskSize, input.weighsDisks),
		...(input.trouble.length > 0 && { trouble: input.trouble }),
		...(input.drift && { drift: input.drift }),
		storageBytes: input.storageBytes,
		volumes: [...input.volumes],
		buildKind: row.buildKind,
		treeHash: row.treeHash,
		origin: row.origin,
		signature: row.signature,
		previousVersion: row.previous?.[0]?.version ?? null,
		dev: row.dev,
		devPossible: input.devPossible,
		...(input.devProblem !== null && { devProblem: input.devProblem })
	};
}
