/** Networks of boxes: boxes on the same network can find and reach each other. */
import * as v from 'valibot';

/** Bounds of networks. Every pair of boxes on a network needs a firewall rule. */
export const NETWORK_MOST = {
	networks: 64,
	/** Most boxes that share one network. */
	boxes: 64,
	/** Most networks that one box can be on. */
	ofBox: 8,
	/** Most additional names of one box on one network. */
	aliases: 32,
	/** Characters. */
	annotations: 16_384
} as const;

const NETWORK_ID = /^[0-9a-f]{64}$/;
/** Names that every box resolves by other means; no box may have them. */
const RESERVED = /^(?:localhost|dbx|dogebox|(?:host|gateway)\.docker\.internal)$|\.(?:localhost|dbx|dogebox|arpa)$/;

/** Whether a lower-case name is reserved, because it already resolves elsewhere in every box. */
export const isReservedName = (name: string): boolean => RESERVED.test(name);

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/;

/** Unique among networks. 64 hex digits are not allowed, because that is an id. */
export const networkName = v.pipe(
	v.string('Give the name of a network as text.'),
	v.regex(NAME, 'A network’s name has 1 to 128 letters, digits, “.”, “_” and “-”, and begins with a letter or digit.'),
	v.check((name) => !NETWORK_ID.test(name), 'A name of 64 hex digits would look like an id.')
);

/** The id or the name of a network. */
export const networkReference = v.pipe(
	v.string('Name a network.'),
	v.regex(NAME, 'This is neither the id nor the name of a network.'),
	v.examples(['shop'])
);

/** Additional names of a box on a network, in any letter case. */
export const networkAliases = v.pipe(
	v.array(
		v.pipe(
			v.string('Give names as text.'),
			v.toLowerCase(),
			v.maxLength(253, 'A host name has at most 253 characters.'),
			v.regex(
				/^[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_][a-z0-9_-]{0,62})*$/,
				'A host name has letters, digits, “-” and “_”, with “.” between its parts.'
			),
			v.check((name) => !isReservedName(name), 'This name is reserved in every box: choose another one.')
		),
		'Give aliases as a list of names.'
	),
	v.maxLength(NETWORK_MOST.aliases, `A box can have at most ${NETWORK_MOST.aliases} more names on a network.`)
);

/** An IPv4 network in CIDR notation, given by its first address. */
export const networkSubnet = v.pipe(
	v.string('Give a subnet as text.'),
	v.regex(
		/^\d{1,3}(?:\.\d{1,3}){3}\/(?:[1-9]|[12]\d|3[0-2])$/,
		'Give a subnet as an address and a prefix length, such as 172.30.0.0/16.'
	),
	v.check((text) => v.is(v.pipe(v.string(), v.ipv4()), text.split('/')[0]), 'This is not an IPv4 address.'),
	v.examples(['172.30.0.0/16'])
);

/** An address of a box on a network. */
export const chosenAddress = v.pipe(
	v.string('Give an address as text.'),
	v.ipv4('Give an IPv4 address such as 172.30.0.10.'),
	v.examples(['172.30.0.10'])
);

/** Networks that a new box joins. */
export const joinedNetworks = v.pipe(
	v.array(
		v.object({
			/** Id or name of the network. */
			name: networkReference,
			/** Additional names by which other boxes find it there. */
			aliases: v.optional(networkAliases, []),
			/** Address within the network’s subnet; if absent, the box only has its own address. */
			address: v.optional(chosenAddress)
		}),
		'Give networks as a list.'
	),
	v.maxLength(NETWORK_MOST.ofBox, `A box can be on at most ${NETWORK_MOST.ofBox} networks.`)
);

/** Networks of a box, as boxes show them. */
export const networkOfBox = v.object({
	id: v.string(),
	name: v.string(),
	aliases: v.array(v.string()),
	/** Whether the box has an IPv6 address there, too. */
	ipv6: v.boolean(),
	/** Address chosen for it there, even while it does not run; null when it only has its own. */
	address: v.nullable(v.string())
});
export type NetworkOfBox = v.InferOutput<typeof networkOfBox>;

export const networkInfo = v.object({
	/** 64 hex digits. */
	id: v.string(),
	name: v.string(),
	labels: v.record(v.string(), v.string()),
	/** Whether the network gives its boxes no access to the internet or the home network. */
	internal: v.boolean(),
	/** Whether boxes also have an IPv6 address there, by which they reach each other. */
	ipv6: v.boolean(),
	/** Subnet in which addresses of boxes can be chosen, CIDR; null for none. */
	subnet: v.nullable(v.string()),
	/** Annotations from the program that created it; null for none. */
	annotations: v.nullable(v.string()),
	/** Milliseconds since the epoch. */
	createdAt: v.number(),
	boxes: v.array(
		v.object({
			id: v.string(),
			name: v.string(),
			/** Additional names by which other boxes find it there. */
			aliases: v.array(v.string()),
			/** The address chosen there, or its own; null while it does not run. */
			address: v.nullable(v.string()),
			/** Its IPv6 address, if the network has IPv6; null while the box does not run. */
			ipv6: v.nullable(v.string())
		})
	)
});
export type NetworkInfo = v.InferOutput<typeof networkInfo>;
