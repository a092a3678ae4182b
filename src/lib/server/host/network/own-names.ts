/**
 * DNS queries of boxes on their own networks, as lines of the table: they go to a port of the
 * gateway where dogeboxd answers each box according to its networks.
 */

/** Query limit per box: more than programs need, and few enough not to overload dogeboxd. */
const ASKED = { perSecond: 200, burst: 200 };
/** Maximum number of counted boxes: the size of the pups' network. */
const MOST_ASKERS = 65_536;

interface OwnNames {
	bridge: string;
	gateway: string;
	/** UDP and TCP; null: nobody answers there. */
	ownNamesPort: number | null;
}

/** The set that counts queries. */
export function askersSet({ ownNamesPort }: OwnNames): string[] {
	if (ownNamesPort === null) return [];
	return ['	set askers {', '		type ipv4_addr', `		size ${MOST_ASKERS}`, '		flags dynamic,timeout', '		timeout 1m', '	}'];
}

/** Accepts queries sent to port 53; the port behind it cannot be reached directly. */
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

/** Redirects these queries; comes before the rule that sends others to the resolvers. */
export function ownNamesWay({ bridge, gateway, ownNamesPort }: OwnNames): string[] {
	if (ownNamesPort === null) return [];
	const from = `iifname "${bridge}" ip saddr @networked ip daddr ${gateway}`;
	return [`		${from} meta l4proto { tcp, udp } th dport 53 dnat ip to ${gateway}:${ownNamesPort}`];
}
