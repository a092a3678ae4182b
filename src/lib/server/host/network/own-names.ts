/**
 * Questions for names of those who are on networks of their own, as lines of the table: they go to
 * a port of the gateway at which dogeboxd answers each by its own networks.
 */

/** Questions of one asker: more than programs have, and fewer than would keep dogeboxd busy. */
const ASKED = { perSecond: 200, burst: 200 };
/** Askers that are remembered: those of the network of pups. */
const MOST_ASKERS = 65_536;

interface OwnNames {
	bridge: string;
	gateway: string;
	/** UDP and TCP; null: nobody answers there. */
	ownNamesPort: number | null;
}

/** The set in which questions are counted. */
export function askersSet({ ownNamesPort }: OwnNames): string[] {
	if (ownNamesPort === null) return [];
	return ['	set askers {', '		type ipv4_addr', `		size ${MOST_ASKERS}`, '		flags dynamic,timeout', '		timeout 1m', '	}'];
}

/** Where they arrive: by port 53 alone; who asks for the port behind it finds none. */
export function questionLines({ gateway, ownNamesPort }: OwnNames): string[] {
	if (ownNamesPort === null) return [];
	const asked =
		`ip daddr ${gateway} meta l4proto { tcp, udp } th dport ${ownNamesPort} ` +
		'ct status dnat ct original proto-dst 53';
	const { perSecond, burst } = ASKED;
	return [
		`		${asked} update @askers { ip saddr limit rate over ${perSecond}/second burst ${burst} packets } drop`,
		`		${asked} accept`
	];
}

/** Before the way of all others to the resolvers. */
export function ownNamesWay({ bridge, gateway, ownNamesPort }: OwnNames): string[] {
	if (ownNamesPort === null) return [];
	const from = `iifname "${bridge}" ip saddr @networked ip daddr ${gateway}`;
	return [`		${from} meta l4proto { tcp, udp } th dport 53 dnat ip to ${gateway}:${ownNamesPort}`];
}
