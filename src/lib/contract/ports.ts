/** Ports of the box that lead to pups, and who may open their web pages. */
import * as v from 'valibot';

/** Who may open a page of a pup. */
export const PAGE_ACCESS = ['login', 'token', 'open'] as const;
export type PageAccess = (typeof PAGE_ACCESS)[number];
export const pageAccess = v.picklist(PAGE_ACCESS, 'Give who may open the page: “login”, “token” or “open”.');

/** Label and meaning of each access, for a person. */
export const ACCESS_WORDS: Record<PageAccess, { label: string; meaning: string }> = {
	login: {
		label: 'With your login',
		meaning: 'Only people who are logged in to the box. Apps that cannot show a login page cannot use it.'
	},
	token: {
		label: 'With a token, too',
		meaning:
			'Also apps with the page’s own token, as password or Bearer token: WebDAV clients, for example. Anyone with the token can do everything that the page can.'
	},
	open: {
		label: 'Open to the home network',
		meaning:
			'Every device at home can use the page without a login, including guests and hacked devices. Only the pup’s own login, if it has one, keeps them out.'
	}
};

const hostPort = v.pipe(
	v.number('Give a whole number from 1 to 65535.'),
	v.integer('Give a whole number from 1 to 65535.'),
	v.minValue(1, 'Give a whole number from 1 to 65535.'),
	v.maxValue(65535, 'Give a whole number from 1 to 65535.')
);
const portName = v.pipe(v.string('Give the name of a port.'), v.minLength(1), v.maxLength(220));

/** A port of the box that can lead to a pup. */
export const pupPort = v.object({
	/** Name of the expose in its manifest. */
	name: v.string(),
	/** Protocol of the application. */
	type: v.picklist(['http', 'tcp', 'udp']),
	protocol: v.picklist(['tcp', 'udp']),
	/** Port inside the pup. */
	port: v.number(),
	/** Port on the box. */
	hostPort: v.number(),
	/** The port that the pup requests on the box. */
	wantedPort: v.number(),
	/** Whether it is open to the home network. */
	published: v.boolean(),
	/** What keeps devices from reaching it, and what to do; null for nothing. */
	problem: v.nullable(v.string())
});
export type PupPort = v.InferOutput<typeof pupPort>;

/** A web page of a pup, with its port on the box and its access. */
export const pagePort = v.object({
	name: v.string(),
	/** Port inside the pup. */
	port: v.number(),
	/** Port on the box. */
	hostPort: v.number(),
	access: pageAccess,
	/** When its token was created, milliseconds since the epoch; null for none. */
	tokenAt: v.nullable(v.number())
});
export type PagePort = v.InferOutput<typeof pagePort>;

export const pupPorts = v.object({
	/** Ports, in the order of the manifest. */
	ports: v.array(pupPort),
	pages: v.array(pagePort)
});
export type PupPorts = v.InferOutput<typeof pupPorts>;

/** Changes of ports and pages. Anything that is left out stays as it is. */
export const portsChange = v.object({
	ports: v.optional(
		v.pipe(
			v.array(v.object({ name: portName, hostPort: v.optional(hostPort), published: v.optional(v.boolean()) })),
			v.maxLength(64)
		),
		[]
	),
	pages: v.optional(
		v.pipe(
			v.array(
				v.object({
					name: portName,
					hostPort: v.optional(hostPort),
					access: v.optional(pageAccess),
					/** Creates a token for the page; the previous one becomes invalid. */
					newToken: v.optional(v.boolean())
				})
			),
			v.maxLength(64)
		),
		[]
	)
});
export type PortsChange = v.InferOutput<typeof portsChange>;

export const changedPorts = v.object({
	...pupPorts.entries,
	/** Tokens that were created. They are in this answer and are never shown again. */
	tokens: v.array(v.object({ page: v.string(), token: v.string() }))
});
export type ChangedPorts = v.InferOutput<typeof changedPorts>;
