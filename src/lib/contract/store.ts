/** Pups in the store, as browsers and programs get them. */
import * as v from 'valibot';
import { configSection } from './config-fields.ts';
import { pupState } from './pups.ts';
import { signatureState } from './sources.ts';
import { BUILD_KINDS, CATEGORIES, type Category } from './store-words.ts';

export const storePup = v.object({
	sourceId: v.string(),
	sourceName: v.string(),
	name: v.string(),
	/** The newest usable version. */
	version: v.string(),
	/** Number of versions that the source offers. */
	versions: v.number(),
	category: v.picklist(Object.keys(CATEGORIES) as [Category, ...Category[]]),
	shortDescription: v.string(),
	longDescription: v.string(),
	logoUrl: v.nullable(v.string()),
	/** Whether this host can use one of the build kinds that it offers. */
	runnable: v.boolean(),
	/** Why it is not runnable, and what to do; null when it is. */
	reason: v.nullable(v.string()),
	requiresInternet: v.boolean(),
	/** Names of its web pages. */
	webPages: v.array(v.string()),
	interfaces: v.array(v.object({ name: v.string(), version: v.string() })),
	dependencies: v.array(v.object({ name: v.string(), version: v.string(), optional: v.boolean() })),
	/** What a careful reader should know: warnings of the manifest check. */
	warnings: v.array(v.string()),
	signature: signatureState,
	/**
	 * When its newest version was made (date of the tag's commit or of the files), milliseconds
	 * since the epoch.
	 */
	updatedAt: v.nullable(v.number()),
	/** The installed pup of this source and name, if any. */
	installedPupId: v.nullable(v.string()),
	installedState: v.nullable(pupState)
});
export type StorePup = v.InferOutput<typeof storePup>;

export const permission = v.object({
	name: v.string(),
	description: v.string(),
	/** 1 = critical … 3 = read only; null when the manifest does not say. */
	severity: v.nullable(v.number()),
	routes: v.array(v.string()),
	port: v.nullable(v.number())
});

/** A pup in the store, with everything that its page shows. */
export const storePupDetail = v.object({
	...storePup.entries,
	/** Offered versions, newest first. */
	offered: v.array(
		v.object({
			version: v.string(),
			/**
			 * Its position in the source: `tag v0.3.4`, `branch main`, `folder`, `archive
			 * core-0.0.9.tar.gz`.
			 */
			origin: v.string(),
			updatedAt: v.nullable(v.number()),
			/**
			 * Hash of its whole tree, SHA-256 in hex; null when it is only known at installation.
			 */
			hash: v.nullable(v.string()),
			signature: signatureState,
			/** Why this version cannot be installed; null when it can. */
			problem: v.nullable(v.string())
		})
	),
	/** Hash of the shown version's tree. */
	hash: v.nullable(v.string()),
	upstreamVersions: v.record(v.string(), v.string()),
	exposes: v.array(
		v.object({
			name: v.string(),
			type: v.string(),
			port: v.number(),
			webUI: v.boolean(),
			listenOnHost: v.boolean(),
			interfaces: v.array(v.string())
		})
	),
	/** Interfaces that it offers to other pups, with the permissions they may request. */
	offers: v.array(v.object({ name: v.string(), version: v.string(), permissions: v.array(permission) })),
	/** Interfaces that it needs from other pups, and which pups of the store provide them. */
	needs: v.array(
		v.object({
			name: v.string(),
			version: v.string(),
			optional: v.boolean(),
			permissions: v.array(permission),
			providers: v.array(v.object({ sourceId: v.string(), name: v.string(), installed: v.boolean() }))
		})
	),
	/** Its settings, with their defaults. */
	config: v.object({ showOnInstall: v.boolean(), sections: v.array(configSection) }),
	resources: v.object({ memoryBytes: v.nullable(v.number()), diskBytes: v.nullable(v.number()) }),
	/** Ways to build it, in the host's order of preference, with the reason why one is skipped. */
	builds: v.array(
		v.object({
			kind: v.picklist(BUILD_KINDS),
			chosen: v.boolean(),
			/** Why this host skips it; null when it can. */
			reason: v.nullable(v.string()),
			command: v.nullable(v.string())
		})
	),
	/** Its readme as safe HTML; null when it has none. */
	readmeHtml: v.nullable(v.string())
});
export type StorePupDetail = v.InferOutput<typeof storePupDetail>;
