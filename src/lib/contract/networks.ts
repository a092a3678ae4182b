/** Networks of boxes: who is on the same one finds and reaches the others. */
import * as v from 'valibot';

/** Bounds of networks: every two boxes on one are a line of the firewall. */
export const NETWORK_MOST = {
	networks: 64,
	/** Most boxes that share one network. */
	boxes: 64,
	/** Most networks that one box can be on. */
	ofBox: 8,
	/** More names of one box on one network. */
	aliases: 32,
	/** Characters. */
	annotations: 16_384
} as const;

const NETWORK_ID = /^[0-9a-f]{64}$/;
/** Names that each box has by other means, and no other box may be called. */
const RESERVED = /^(?:localhost|dbx|dogebox|(?:host|gateway)\.docker\.internal)$|\.(?:localhost|dbx|dogebox|arpa)$/;

/** Whether a name in small letters leads elsewhere for every box. */
export const isReservedName = (name: string): boolean => RESERVED.test(name);

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/;

/** Unique among networks; never 64 hex digits, which are an id. */
export const networkName = v.pipe(
	v.string('Give the name of a network as text.'),
	v.regex(NAME, 'A network’s name has 1 to 128 letters, digits, “.”, “_” and “-”, and begins with a letter or digit.'),
	v.check((name) => !NETWORK_ID.test(name), 'A name of 64 hex digits would be taken for an id.')
);

/** A network is named by its id or by its name. */
export const networkReference = v.pipe(
	v.string('Name a network.'),
	v.regex(NAME, 'This is neither the id nor the name of a network.'),
	v.examples(['shop'])
);

/** More names of a box on a network, in any case of letters. */
export const networkAliases = v.pipe(
	v.array(
		v.pipe(
			v.string('Give names as texts.'),
			v.toLowerCase(),
			v.maxLength(253, 'A name of a host has at most 253 characters.'),
			v.regex(
				/^[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_][a-z0-9_-]{0,62})*$/,
				'A name of a host has letters, digits, “-” and “_”, with “.” between its parts.'
			),
			v.check((name) => !isReservedName(name), 'This name leads elsewhere for every box: choose another one.')
		),
		'Give aliases as a list of names.'
	),
	v.maxLength(NETWORK_MOST.aliases, `A box can have at most ${NETWORK_MOST.aliases} more names on a network.`)
);

/** CIDR of IPv4; the address is the network’s first. */
export const networkSubnet = v.pipe(
	v.string('Give a subnet as text.'),
	v.regex(
		/^\d{1,3}(?:\.\d{1,3}){3}\/(?:[1-9]|[12]\d|3[0-2])$/,
		'Give a subnet as an address and a length: 172.30.0.0/16.'
	),
	v.check((text) => v.is(v.pipe(v.string(), v.ipv4()), text.split('/')[0]), 'This is no address of IPv4.'),
	v.examples(['172.30.0.0/16'])
);

/** An address of a box on a network. */
export const chosenAddress = v.pipe(
	v.string('Give an address as text.'),
	v.ipv4('Give an address of IPv4: 172.30.0.10.'),
	v.examples(['172.30.0.10'])
);

/** Networks that a new box is on. */
export const joinedNetworks = v.pipe(
	v.array(
		v.object({
			/** Id or name. */
			name: networkReference,
			/** Names by which it is found there, beside its own. */
			aliases: v.optional(networkAliases, []),
			/** Chosen within the network’s subnet; absent: its own alone. */
			address: v.optional(chosenAddress)
		}),
		'Give networks as a list.'
	),
	v.maxLength(NETWORK_MOST.ofBox, `A box can be on at most ${NETWORK_MOST.ofBox} networks.`)
);

/** As boxes show what they are on. */
export const networkOfBox = v.object({
	id: v.string(),
	name: v.string(),
	aliases: v.array(v.string()),
	/** The box has an IPv6 address there too. */
	ipv6: v.boolean(),
	/** Chosen for it there, also while it does not run; null: its own alone. */
	address: v.nullable(v.string())
});
export type NetworkOfBox = v.InferOutput<typeof networkOfBox>;

export const networkInfo = v.object({
	/** 64 hex digits. */
	id: v.string(),
	name: v.string(),
	labels: v.record(v.string(), v.string()),
	/** It opens no way to the internet or the home network to its boxes. */
	internal: v.boolean(),
	/** Boxes have an IPv6 address there too, by which they reach each other. */
	ipv6: v.boolean(),
	/** In which addresses of boxes can be chosen, CIDR; null for none. */
	subnet: v.nullable(v.string()),
	/** What it was made with by the program that made it; null for none. */
	annotations: v.nullable(v.string()),
	/** Milliseconds since the epoch. */
	createdAt: v.number(),
	boxes: v.array(
		v.object({
			id: v.string(),
			name: v.string(),
			/** More names by which it is found there. */
			aliases: v.array(v.string()),
			/** The one that was chosen there, or its own; null while it does not run. */
			address: v.nullable(v.string()),
			/** Where the network has IPv6; null while it does not run. */
			ipv6: v.nullable(v.string())
		})
	)
});
export type NetworkInfo = v.InferOutput<typeof networkInfo>;
