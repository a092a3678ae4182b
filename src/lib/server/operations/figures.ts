/**
 * All figures of the box as Prometheus metric families. Names follow Prometheus' conventions: base
 * units, `_total` for counters, the unit in the name.
 */
import { exposition, type Family } from '../metrics/index.ts';
import type { Services } from '../services.ts';

type Rooms = Pick<Services, 'audit' | 'config' | 'metrics' | 'pups' | 'space'>;
type Sample = Family['samples'][number];

const one = (value: number | null | undefined): Sample[] => (value === null || value === undefined ? [] : [{ value }]);
const counter = (name: string, help: string, samples: Sample[]): Family => ({ name, help, type: 'counter', samples });
const gauge = (name: string, help: string, samples: Sample[]): Family => ({ name, help, type: 'gauge', samples });

/** Ticks a second of /proc/stat (USER_HZ); the same on every Linux that Node supports. */
const TICKS = 100;

function boxFamilies({ audit, config, metrics, space }: Rooms): Family[] {
	const stats = metrics.boxStats();
	const counters = metrics.boxCounters();
	const disks = space.disks().map((disk) => ({ ...disk, labels: { device: disk.name, mountpoint: disk.mountPoint } }));
	return [
		gauge('dogebox_build_info', 'Version of Dogebox; always 1.', [{ labels: { version: config.version }, value: 1 }]),
		gauge('dogebox_cpu_cores', 'Processor cores of the box.', one(stats.cores)),
		counter(
			'dogebox_cpu_seconds_total',
			'Time that processor cores of the box were busy.',
			one(counters && counters.cpu.busy / TICKS)
		),
		gauge('dogebox_memory_bytes', 'Memory of the box.', one(stats.memoryTotal)),
		gauge('dogebox_memory_used_bytes', 'Memory in use, without what can be given back at once.', one(counters?.memory)),
		gauge('dogebox_load1', 'Processes that wanted to run, average of one minute.', one(stats.load)),
		gauge('dogebox_temperature_celsius', 'Temperature of the warmest part of the box.', one(stats.temperature)),
		gauge('dogebox_uptime_seconds', 'Time since the box was booted.', one(stats.uptime)),
		gauge('dogebox_threads', 'Processes and threads on the box.', one(counters?.threads)),
		counter(
			'dogebox_network_receive_bytes_total',
			'Bytes received over the network links of the box.',
			one(counters?.rx)
		),
		counter('dogebox_network_transmit_bytes_total', 'Bytes sent over the network links of the box.', one(counters?.tx)),
		counter('dogebox_disk_read_bytes_total', 'Bytes read from the disks of the box.', one(counters?.readBytes)),
		counter('dogebox_disk_written_bytes_total', 'Bytes written to the disks of the box.', one(counters?.writtenBytes)),
		gauge(
			'dogebox_disk_size_bytes',
			'Size of a disk that the box writes to.',
			disks.map(({ labels, size }) => ({ labels, value: size }))
		),
		gauge(
			'dogebox_disk_free_bytes',
			'What the box and its pups can still write to a disk.',
			disks.map(({ labels, free }) => ({ labels, value: free }))
		),
		gauge(
			'dogebox_disk_files',
			'Files that a disk can hold.',
			disks.flatMap(({ labels, files }) => (files === null ? [] : [{ labels, value: files }]))
		),
		gauge(
			'dogebox_disk_files_free',
			'How many more files a disk can hold.',
			disks.flatMap(({ labels, filesFree }) => (filesFree === null ? [] : [{ labels, value: filesFree }]))
		),
		counter(
			'dogebox_docker_refusals_total',
			'Calls of clients of Docker that were refused.',
			one(audit.dockerRefusals())
		)
	];
}

function pupFamilies({ metrics, pups }: Rooms): Family[] {
	const resources = new Map(pups.resources().map((one) => [one.id, one]));
	const all = pups.list().map((pup) => ({
		pup,
		labels: { pup: pup.name, id: pup.id },
		takes: resources.get(pup.id),
		own: pups.ownMetrics(pup.id).metrics,
		counters: pup.state === 'uninstalled' ? null : metrics.counters(pup.id)
	}));
	type One = (typeof all)[number];
	const each = (value: (one: One) => number | null | undefined): Sample[] =>
		all.flatMap((pup) => one(value(pup)).map((sample) => ({ ...sample, labels: pup.labels })));
	return [
		gauge(
			'dogebox_pup_info',
			'Version and state of a pup; always 1.',
			all.map(({ pup, labels }) => ({ labels: { ...labels, version: pup.version, state: pup.state }, value: 1 }))
		),
		gauge(
			'dogebox_pup_up',
			'Whether a pup runs: 1, or 0.',
			each(({ pup }) => Number(pup.state === 'running'))
		),
		counter(
			'dogebox_pup_cpu_seconds_total',
			'Processor time of all processes of a pup since its container was started.',
			each(({ counters }) => counters?.cpuSeconds)
		),
		gauge(
			'dogebox_pup_memory_working_set_bytes',
			'Memory of a pup, without what the kernel can drop at any time.',
			each(({ counters }) => counters?.memoryBytes)
		),
		gauge(
			'dogebox_pup_memory_limit_bytes',
			'Memory that a pup may use.',
			each(({ takes }) => takes?.limits.memoryBytes)
		),
		counter(
			'dogebox_pup_oom_kills_total',
			'Processes of a pup that were ended because it needed more memory than it may use.',
			each(({ counters }) => counters?.oomKills)
		),
		gauge(
			'dogebox_pup_processes',
			'Processes and threads of a pup.',
			each(({ counters }) => counters?.pids)
		),
		gauge(
			'dogebox_pup_processes_limit',
			'Processes and threads that a pup may have.',
			each(({ takes }) => takes?.limits.pids)
		),
		counter(
			'dogebox_pup_processes_refused_total',
			'New processes and threads that a pup was refused.',
			each(({ counters }) => counters?.pidsRefused)
		),
		counter(
			'dogebox_pup_network_receive_bytes_total',
			'Bytes that a pup received.',
			each(({ counters }) => counters?.rxBytes)
		),
		counter(
			'dogebox_pup_network_transmit_bytes_total',
			'Bytes that a pup sent.',
			each(({ counters }) => counters?.txBytes)
		),
		counter(
			'dogebox_pup_disk_read_bytes_total',
			'Bytes that a pup read from disks.',
			each(({ counters }) => counters?.readBytes)
		),
		counter(
			'dogebox_pup_disk_written_bytes_total',
			'Bytes that a pup wrote to disks.',
			each(({ counters }) => counters?.writtenBytes)
		),
		gauge(
			'dogebox_pup_storage_bytes',
			'What the data of a pup take.',
			each(({ takes }) => takes?.dataBytes)
		),
		gauge(
			'dogebox_pup_storage_limit_bytes',
			'What the data of a pup may take, where it has a limit.',
			each(({ takes }) => takes?.limits.storageBytes)
		),
		gauge(
			'dogebox_pup_layers_bytes',
			'What the layers of a pup take; others may share them.',
			each(({ takes }) => takes?.layerBytes)
		),
		counter(
			'dogebox_pup_service_restarts_total',
			'Times that the box started a service again since its owner last did.',
			all.flatMap(({ pup, labels }) =>
				pup.services.map(({ name, restarts }) => ({ labels: { ...labels, service: name }, value: restarts }))
			)
		),
		gauge(
			'dogebox_pup_reported',
			'A number that a pup reports about itself, by the name in its manifest.',
			all.flatMap(({ labels, own }) =>
				own.flatMap(({ name, value }) => (typeof value === 'number' ? [{ labels: { ...labels, name }, value }] : []))
			)
		)
	];
}

/** Returns all figures in the text format that Prometheus reads. */
export function figuresText(box: Rooms): string {
	return exposition([...boxFamilies(box), ...pupFamilies(box)]);
}
