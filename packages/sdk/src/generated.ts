// Written by scripts/api-docs.mjs from the operations of the API. Do not edit it.
import type {
	ByteStream,
	CallOptions,
	Connection,
	EventsOf,
	FollowOptions,
	OperationRow,
	QueryText,
	Upload
} from './call.ts';

/** An error as problem+json (RFC 9457). */
export type Problem = {
	/** Identifier: `https://dogebox.org/problems/<code>`. */
	type: string;
	/** What is wrong, one sentence for a person. */
	title: string;
	/** HTTP status. */
	status: number;
	/** What to do about it. */
	detail?: string;
	/** Stable, for programs. */
	code: string;
	/** The id of the request in the log of the box. */
	requestId: string;
	/** Path in the input → the problem there. */
	fields?: { [name: string]: string };
	/** Seconds to wait before another try. */
	retryAfter?: number;
};

export type ApiToken = {
	id: string;
	name: string;
	scopes: ('see' | 'operate' | 'install' | 'configure' | 'administer')[];
	/** Milliseconds since the epoch, like all times. */
	createdAt: number;
	/** Null when it never expires. */
	expiresAt: number | null;
	/** Time of the last use, to the minute; null before the first. */
	lastUsedAt: number | null;
	/** Address from which it was last used; null before the first use. */
	lastUsedAddress: string | null;
};

export type AuditRecord = {
	/**
	 * Ascending; the next page takes entries before the last id of this
	 * one.
	 */
	id: number;
	/** Milliseconds since the epoch. */
	at: number;
	/**
	 * Who acted: the owner by a session, a token, the wizard, a local
	 * program, a pup, or a stranger.
	 */
	actor: 'owner' | 'token' | 'setup' | 'local' | 'pup' | 'anyone';
	/** Id of the token or the pup. */
	actorId: string | null;
	/** Name of the token at the time. */
	actorName: string | null;
	address: string;
	/**
	 * Id of the operation: `pups.start`. Older entries of forms begin with
	 * `page:`.
	 */
	action: string;
	/** What the action concerned: id of a pup, source, session … */
	subject: string | null;
	outcome: 'done' | 'refused' | 'failed';
	/** Code of the error; `plan` for a call that only asked for a plan. */
	detail: string | null;
	/**
	 * `mcp`: an assistant acted through `dbx mcp`, which declares itself.
	 * Its reads are recorded too. `docker`: a Docker client, through the
	 * socket for Docker clients.
	 */
	via: 'mcp' | 'docker' | null;
};

export type BoxCapacity = {
	/** Cores of the host. */
	cpus: number;
	/** Bytes. */
	memoryBytes: number;
	/**
	 * Promised to running boxes; a box without a limit of cores counts as
	 * none.
	 */
	usedCpus: number;
	/** Sum of the limits of running boxes, bytes. */
	usedMemoryBytes: number;
	/** Free bytes on the disk with boxes’ data; null when unknown. */
	diskFreeBytes: number | null;
	/** Folders of the host below which boxes may mount folders. */
	folders: string[];
};

export type BoxDetail = {
	id: string;
	name: string;
	state: 'creating' | 'running' | 'paused' | 'stopped' | 'error';
	/**
	 * Why it is in `error`, and what to do; also why a box that should run
	 * is `stopped`.
	 */
	failure: {
		code: string;
		/** What is wrong, one sentence. */
		reason: string;
		/** What to do, one sentence. */
		hint: string | null;
	} | null;
	/** The job that currently works on it; null for none. */
	jobId: string | null;
	/** Image as it was requested: `alpine:3.20`, `debian`. */
	image: string;
	/**
	 * Digest of its image, `sha256:…`; null for Debian, and until it is
	 * known.
	 */
	digest: string | null;
	labels: { [name: string]: string };
	network: 'none' | 'internet' | 'home';
	/** Networks on which it reaches other boxes, by name. */
	networks: {
		id: string;
		name: string;
		aliases: string[];
		/** Whether the box has an IPv6 address there, too. */
		ipv6: boolean;
		/**
		 * Address chosen for it there, even while it does not run; null
		 * when it only has its own.
		 */
		address: string | null;
	}[];
	/** Its address on the network of pups and boxes; null when it has none. */
	address: string | null;
	ports: {
		/** Port of the host. */
		hostPort: number;
		/**
		 * Address of the host; null for all of its IPv4 addresses. `::`:
		 * all addresses of both families.
		 */
		hostAddress: string | null;
		/** Port number. */
		port: number;
		protocol: 'tcp' | 'udp';
	}[];
	/** Cores; null for no limit of its own. */
	cpus: number | null;
	/** Bytes. */
	memoryBytes: number;
	/** Null for no limit of its own. */
	diskBytes: number | null;
	/** Number of processes and threads. */
	pids: number;
	restart: string;
	ephemeral: boolean;
	/**
	 * Seconds without a command or network traffic after which it is
	 * stopped; null: never.
	 */
	idleStopSeconds: number | null;
	/** Milliseconds since the epoch, like all times. */
	expiresAt: number | null;
	/** Milliseconds since 1970. */
	createdAt: number;
	/** When its main process last started; null before. */
	startedAt: number | null;
	/** When it last stopped; null while it runs. */
	stoppedAt: number | null;
	/**
	 * Exit status of its main process when it last ended: 0–255, 128+N for
	 * signal N.
	 */
	exitCode: number | null;
	/** Restarts by its policy since it was started. */
	restarts: number;
	/** Result of its health check; null when it has none. */
	health: {
		state: 'waiting' | 'starting' | 'healthy' | 'unhealthy';
		/** When this state began, milliseconds since the epoch. */
		since: number;
	} | null;
	/** Main process with arguments; null until the image is known. */
	argv: string[] | null;
	/**
	 * Whether the main process only waits, so that commands can be run in
	 * the box.
	 */
	waits: boolean;
	workdir: string;
	/** `uid:gid` inside, or the name as it was requested. */
	user: string;
	/**
	 * Variables of the box itself, without the image’s; null in place of a
	 * value that is not shown.
	 */
	env: { [name: string]: string | null };
	volumes: (
		| {
				kind: 'volume';
				/** Name of the volume. */
				name: string;
				target: string;
				readonly: boolean;
		  }
		| {
				kind: 'folder';
				source: string;
				target: string;
				readonly: boolean;
		  }
	)[];
	/**
	 * Bytes written to its root when last measured; null if never
	 * measured.
	 */
	diskUsedBytes: number | null;
	/**
	 * Why the requested disk limit is not enforced; null when it is, or
	 * when there is none.
	 */
	diskLimitProblem: string | null;
	/** Results of its health checks; null when it has none or does not run. */
	checks: {
		/** What the last check found, in one sentence. */
		text: string;
		/** Consecutive failed checks that count. */
		failures: number;
		/** The last five checks, oldest first. */
		last: {
			/** Milliseconds since 1970; null before it starts. */
			startedAt: number;
			/** Milliseconds since 1970; null while it runs. */
			endedAt: number;
			/** Null if the check did not end by itself. */
			exitCode: number | null;
			/** The first 4096 bytes. */
			output: string;
		}[];
	} | null;
	/**
	 * How its main process runs. Options that are left out have their
	 * defaults.
	 */
	options: {
		/** Host name inside; derived from the box's name if absent. */
		hostname?: string;
		/**
		 * Capabilities besides the default ones (`NET_BIND_SERVICE`, with
		 * or without `CAP_`). Like all of them, they only apply to root
		 * inside the box.
		 */
		capAdd?: string[];
		/**
		 * Capabilities to remove; `ALL` removes all except those in
		 * `capAdd`.
		 */
		capDrop?: string[];
		/**
		 * Makes its root read-only: only volumes and folders in memory can
		 * be written to.
		 */
		readonlyRoot?: boolean;
		/**
		 * Folders in memory, empty at each start. Their contents count as
		 * memory of the box.
		 */
		memoryFolders?: {
			/** Absolute path inside. */
			target: string;
			/** Half of the box's memory if absent. */
			sizeBytes?: number;
		}[];
		/** Size of `/dev/shm` in bytes; half of the box's memory if absent. */
		shmBytes?: number;
		/** Limits of each process. */
		ulimits?: {
			/** Name as in `ulimit` and systemd. */
			name:
				| 'core'
				| 'cpu'
				| 'fsize'
				| 'locks'
				| 'memlock'
				| 'msgqueue'
				| 'nice'
				| 'nofile'
				| 'nproc'
				| 'rtprio'
				| 'rttime'
				| 'sigpending'
				| 'stack';
			/**
			 * In the kernel's unit: bytes, seconds, or a count. -1 for no
			 * limit.
			 */
			soft: number;
			/**
			 * Most that a process can raise the soft limit to; at most the
			 * host's own limit.
			 */
			hard: number;
		}[];
		/** Groups of its main process besides those of its user, by number. */
		groups?: number[];
		/** Kernel settings of its own network. */
		sysctls?: { [name: string]: string };
		/** Additional names in its `/etc/hosts`. */
		extraHosts?: {
			/** The name that resolves to the address. */
			name: string;
			/** An IPv4 or IPv6 address. */
			address: string;
		}[];
		/**
		 * Whether its first process is a small init that forwards signals
		 * and reaps processes. If absent, it is used when the host has
		 * one. If false, the box's own program is the first process.
		 */
		init?: boolean;
		/**
		 * Whether its main process has a terminal, with a single output
		 * stream.
		 */
		tty?: boolean;
		/**
		 * Whether the stdin of its main process is open; otherwise it is
		 * empty.
		 */
		stdin?: boolean;
		/**
		 * Signal that stops the box when the caller names none; SIGTERM if
		 * absent.
		 */
		stopSignal?: 'SIGTERM' | 'SIGINT' | 'SIGQUIT' | 'SIGHUP' | 'SIGUSR1' | 'SIGUSR2' | 'SIGWINCH';
		/** Seconds until processes that still run are killed; 10 if absent. */
		stopSeconds?: number;
		/** A command that checks whether the box works. */
		health?: {
			/**
			 * A command in the box, run as the user of its main process.
			 * Exit code 0 means healthy.
			 */
			argv?: string[];
			/** The check as a line for `/bin/sh`. Either this or `argv`. */
			shell?: string;
			/** Seconds between two checks. */
			intervalSeconds?: number;
			/**
			 * Seconds after which the command is killed and the check has
			 * failed.
			 */
			timeoutSeconds?: number;
			/** Consecutive failed checks until the box is unhealthy. */
			retries?: number;
			/** Seconds after a start in which failures do not count. */
			startSeconds?: number;
			/**
			 * Seconds between two checks while it starts; if absent,
			 * three, but never more than the interval.
			 */
			startIntervalSeconds?: number;
		};
	};
	/** Annotations from the program that created it; null for none. */
	annotations: string | null;
	/** Packages that were added to Debian. */
	packages: string[];
	/** Number of snapshots. */
	snapshots: number;
};

export type BoxExec = {
	id: string;
	/** Program and arguments; truncated when very long. */
	argv: string[];
	/** Working folder inside; null: the image’s. */
	cwd: string | null;
	/** Ids inside; null: the image’s. */
	user: {
		/** Number of the user, inside. */
		uid: number;
		/** Number of the group, inside. */
		gid: number;
	} | null;
	/**
	 * Names of the variables added to its environment. Values are not
	 * kept.
	 */
	env: string[];
	terminal: boolean;
	/** Whether it was started with a stdin. */
	stdin: boolean;
	/** Milliseconds after which it is killed; null: never. */
	timeoutMs: number | null;
	/** Milliseconds since the epoch. */
	startedAt: number;
	/** Null while it runs. */
	endedAt: number | null;
	/** How it ended; null while it runs. */
	end: {
		/** 0–255, 128+N for signal N. */
		exitCode: number;
		/**
		 * `timeout`: it exceeded its time limit. `closed`: it was
		 * cancelled. `container-ended`: the box stopped. `lost`: the
		 * process that recorded it was killed, or the host was switched
		 * off.
		 */
		reason: 'exited' | 'timeout' | 'closed' | 'container-ended' | 'lost';
	} | null;
	/**
	 * Bytes of its output, kept or not; null while it runs, and when
	 * unknown.
	 */
	outputBytes: number | null;
};

export type BoxInfo = {
	name: string;
	version: string;
	/** Whether a master key and a password exist. */
	claimed: boolean;
	/** Whether the wizard is finished. */
	configured: boolean;
	runtime: {
		/** `oci`, `nixos`, or `none` when this host cannot run containers. */
		kind: 'oci' | 'nixos' | 'none';
		/** `runc 1.1.5`; null for none. */
		version: string | null;
		/** `v1`, `v2`, `hybrid`, or null. */
		cgroups: string | null;
		/** Whether containers can be run. */
		ready: boolean;
		/**
		 * Whether each pup has a range of user ids of its own. If they
		 * share one, `reason` says why.
		 */
		ids: {
			perPup: boolean;
			/** Why, in a sentence; null if there is nothing to say. */
			reason: string | null;
		};
		missing: {
			/**
			 * Stable: `no-host-agent`, `no-runc`, `no-nft`,
			 * `no-mmdebstrap` …
			 */
			code: string;
			/** What is missing, one sentence. */
			what: string;
			/** What therefore cannot work. */
			effect: string;
			/** One command that fixes it; null where no command can. */
			command: string | null;
		}[];
	};
};

export type BoxPlan = {
	name: string;
	image: string;
	/** Digest in the reference itself, if it has one. */
	digest: string | null;
	/** Cores, fractions allowed; null for no limit of its own. */
	cpus: number | null;
	/** Bytes. */
	memoryBytes: number;
	/** Bytes; null: no limit of its own, or unknown. */
	diskBytes: number | null;
	/** Number of processes and threads. */
	pids: number;
	ports: {
		/** Port of the host. */
		hostPort: number;
		/**
		 * Address of the host; null for all of its IPv4 addresses. `::`:
		 * all addresses of both families.
		 */
		hostAddress: string | null;
		/** Port number. */
		port: number;
		protocol: 'tcp' | 'udp';
	}[];
	/** What would be done, in words, in order. */
	steps: string[];
	/** What a person should know first. */
	warnings: string[];
	capacity: BoxCapacity;
};

export type BoxSnapshot = {
	id: string;
	name: string;
	/** Milliseconds since 1970. */
	createdAt: number;
	/**
	 * Bytes on the disk when it was created; data shared with others is
	 * counted, too.
	 */
	bytes: number;
};

export type BoxStats = {
	/** Number of cores; each is 100 %. */
	cores: number;
	/** Bytes. */
	memoryTotal: number;
	/** Bytes. */
	diskTotal: number;
	/** Bytes. */
	diskUsed: number;
	/** Seconds. */
	uptime: number;
	/** Average number of runnable processes over the last minute. */
	load: number;
	/**
	 * Degrees Celsius of the warmest part; null when the machine does not
	 * report it.
	 */
	temperature: number | null;
};

export type BoxSummary = {
	id: string;
	name: string;
	state: 'creating' | 'running' | 'paused' | 'stopped' | 'error';
	/**
	 * Why it is in `error`, and what to do; also why a box that should run
	 * is `stopped`.
	 */
	failure: {
		code: string;
		/** What is wrong, one sentence. */
		reason: string;
		/** What to do, one sentence. */
		hint: string | null;
	} | null;
	/** The job that currently works on it; null for none. */
	jobId: string | null;
	/** Image as it was requested: `alpine:3.20`, `debian`. */
	image: string;
	/**
	 * Digest of its image, `sha256:…`; null for Debian, and until it is
	 * known.
	 */
	digest: string | null;
	labels: { [name: string]: string };
	network: 'none' | 'internet' | 'home';
	/** Networks on which it reaches other boxes, by name. */
	networks: {
		id: string;
		name: string;
		aliases: string[];
		/** Whether the box has an IPv6 address there, too. */
		ipv6: boolean;
		/**
		 * Address chosen for it there, even while it does not run; null
		 * when it only has its own.
		 */
		address: string | null;
	}[];
	/** Its address on the network of pups and boxes; null when it has none. */
	address: string | null;
	ports: {
		/** Port of the host. */
		hostPort: number;
		/**
		 * Address of the host; null for all of its IPv4 addresses. `::`:
		 * all addresses of both families.
		 */
		hostAddress: string | null;
		/** Port number. */
		port: number;
		protocol: 'tcp' | 'udp';
	}[];
	/** Cores; null for no limit of its own. */
	cpus: number | null;
	/** Bytes. */
	memoryBytes: number;
	/** Null for no limit of its own. */
	diskBytes: number | null;
	/** Number of processes and threads. */
	pids: number;
	restart: string;
	ephemeral: boolean;
	/**
	 * Seconds without a command or network traffic after which it is
	 * stopped; null: never.
	 */
	idleStopSeconds: number | null;
	/** Milliseconds since the epoch, like all times. */
	expiresAt: number | null;
	/** Milliseconds since 1970. */
	createdAt: number;
	/** When its main process last started; null before. */
	startedAt: number | null;
	/** When it last stopped; null while it runs. */
	stoppedAt: number | null;
	/**
	 * Exit status of its main process when it last ended: 0–255, 128+N for
	 * signal N.
	 */
	exitCode: number | null;
	/** Restarts by its policy since it was started. */
	restarts: number;
	/** Result of its health check; null when it has none. */
	health: {
		state: 'waiting' | 'starting' | 'healthy' | 'unhealthy';
		/** When this state began, milliseconds since the epoch. */
		since: number;
	} | null;
};

export type Destination = {
	id: string;
	kind: 'webhook' | 'email' | 'ntfy' | 'push';
	name: string;
	severities: ('critical' | 'warning' | 'info')[];
	/** Where messages go, in one line without secrets. */
	where: string;
	target:
		| {
				kind: 'webhook';
				host: string;
		  }
		| {
				kind: 'email';
				host: string;
				/** Port number. */
				port: number;
				/**
				 * `tls`: encrypted from the first byte (port 465). `starttls`: the
				 * server must offer it (587). `none`: unencrypted, for a server at
				 * home.
				 */
				security: 'tls' | 'starttls' | 'none';
				username: string;
				/** Address of the sender. */
				from: string;
				/** Address of the recipient. */
				to: string;
		  }
		| {
				kind: 'ntfy';
				url: string;
				topic: string;
		  }
		| {
				kind: 'push';
				service: string;
		  };
	/** Whether it has a stored secret, which is never shown. */
	secretSet: boolean;
	/** Milliseconds since 1970. */
	createdAt: number;
	/** When a message last arrived, milliseconds since the epoch. */
	lastSentAt: number | null;
	/** Why the last message did not arrive; null when it did. */
	problem: string | null;
};

export type Disk = {
	/** `/dev/sda` */
	name: string;
	/** Name that the manufacturer gives it; null if unknown. */
	model: string | null;
	/** Bytes. */
	size: number;
	/** Free bytes of its mounted filesystem; null when not mounted. */
	free: number | null;
	/** Where it is mounted; null if it is not. */
	mountPoint: string | null;
	isBootDisk: boolean;
	/** Whether data can be stored there now. */
	usable: boolean;
	/** Why it is not usable; null when it is. */
	reason: string | null;
};

export type Hook = {
	id: string;
	/** Address that other pups call. */
	url: string;
	/** Port of the pup that is called. */
	port: number;
	path: string;
	/**
	 * Pups that the owner allows; null for those that provide something to
	 * the pup.
	 */
	callers: string[] | null;
	/** Why it cannot be called, in a sentence; null when it can. */
	problem: string | null;
	/** Calls, and refused calls, since the box was started. */
	calls: number;
	/** Calls that were refused since the box started. */
	refused: number;
	/** The most recent calls, newest first; at most twenty. */
	lastCalls: {
		/** Milliseconds since the epoch. */
		at: number;
		/** Id of the calling pup; null when that is no longer installed. */
		from: string | null;
		method: string;
		/** HTTP status; null if there was no response. */
		status: number;
		/** Why the gateway refused it; null when it was forwarded. */
		refused: string | null;
	}[];
	/** Milliseconds since 1970. */
	createdAt: number;
};

export type Image = {
	/** `sha256:…` of its configuration. */
	id: string;
	/** Names with tags, `nginx:1.25`; empty when all were removed. */
	tags: string[];
	/** Names with the digests that registries know it by. */
	digests: string[];
	/** Bytes of its files, unpacked. */
	sizeBytes: number;
	source: 'pull' | 'load' | 'import' | 'commit' | 'build';
	/**
	 * When it was created, according to itself, milliseconds since the
	 * epoch; 0 when unknown.
	 */
	createdAt: number;
	/** When it was added to the box, milliseconds since the epoch. */
	addedAt: number;
	/** Names of boxes that were created from it. */
	boxes: string[];
};

export type Job = {
	id: string;
	/** `pup.install`, `pup.start` … */
	kind: string;
	/** Title for a person: “Install Regtest node”. */
	title: string;
	/** Locks that it holds or waits for: `pup:<id>`, `system`. */
	resources: string[];
	/** The pup, source … that it is about; null for the whole machine. */
	subject: {
		kind: 'pup' | 'source' | 'box' | 'ad-hoc-box';
		id: string;
	} | null;
	/**
	 * The job whose step runs this one; null when it is not part of
	 * another.
	 */
	parentId: string | null;
	status: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
	steps: {
		/** Stable name within the kind: `build`, `mount` … */
		name: string;
		/** Title for a person: “Building the root filesystem”. */
		title: string;
		status: 'pending' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'skipped';
		/** 0–100 within the step. */
		percent: number;
		/** Latest short note of the step (“42 of 97 packages”). */
		note: string | null;
		/** Milliseconds since the epoch. */
		startedAt: number | null;
		/** Milliseconds since 1970; null while it runs. */
		finishedAt: number | null;
	}[];
	/** 0–100 over all steps, by their weight. */
	percent: number;
	/** Why it failed; null if it did not. */
	error: {
		code: string;
		/** What is wrong, one sentence. */
		reason: string;
		/** What to do, one sentence. */
		hint: string | null;
	} | null;
	/**
	 * Why it has not started: a condition that is not met yet. It starts
	 * by itself when the condition is met.
	 */
	waitingFor: {
		code: string;
		/** What is wrong, one sentence. */
		reason: string;
		/** What to do, one sentence. */
		hint: string | null;
	} | null;
	/**
	 * Result of a job that succeeded, in the form of its kind; null for
	 * none.
	 */
	result: unknown;
	/** Whether the job can still be cancelled. */
	cancellable: boolean;
	cancelRequested: boolean;
	/** Who requested it: `owner` or `box` (the reconciler). */
	requestedBy: string;
	/** Milliseconds since 1970. */
	createdAt: number;
	/** Milliseconds since 1970; null before it starts. */
	startedAt: number | null;
	/** Milliseconds since 1970; null while it runs. */
	finishedAt: number | null;
};

export type LogLine = {
	/** Milliseconds since the epoch. */
	at: number;
	service: string;
	stream: 'stdout' | 'stderr';
	text: string;
	/** Identifies this line; send it as `after` to continue after it. */
	cursor: string;
	/** Whether the box wrote the line, not the service. */
	box?: boolean;
};

export type Network = {
	/** 64 hex digits. */
	id: string;
	name: string;
	labels: { [name: string]: string };
	/**
	 * Whether the network gives its boxes no access to the internet or the
	 * home network.
	 */
	internal: boolean;
	/**
	 * Whether boxes also have an IPv6 address there, by which they reach
	 * each other.
	 */
	ipv6: boolean;
	/**
	 * Subnet in which addresses of boxes can be chosen, CIDR; null for
	 * none.
	 */
	subnet: string | null;
	/** Annotations from the program that created it; null for none. */
	annotations: string | null;
	/** Milliseconds since the epoch. */
	createdAt: number;
	boxes: {
		id: string;
		name: string;
		/** Additional names by which other boxes find it there. */
		aliases: string[];
		/**
		 * The address chosen there, or its own; null while it does not
		 * run.
		 */
		address: string | null;
		/**
		 * Its IPv6 address, if the network has IPv6; null while the box
		 * does not run.
		 */
		ipv6: string | null;
	}[];
};

export type NetworkLink = {
	/** `eth0` */
	name: string;
	kind: 'ethernet' | 'wifi' | 'other';
	up: boolean;
	addresses: string[];
	/** Its hardware address; null if it has none. */
	mac: string | null;
};

export type PupDetail = {
	id: string;
	name: string;
	version: string;
	sourceId: string;
	/**
	 * Name in its source, if it is one of several pups and has another
	 * name itself.
	 */
	offerName?: string;
	shortDescription: string;
	/**
	 * Path of the logo on the box; null for none, and the page then draws
	 * initials.
	 */
	logoUrl: string | null;
	state:
		'installing' | 'stopped' | 'starting' | 'running' | 'stopping' | 'crashed' | 'broken' | 'updating' | 'uninstalled';
	/** Whether the owner wants it to run. */
	enabled: boolean;
	/** Why it is broken or crashed, and what to do. */
	failure: {
		code: string;
		/** What is wrong, one sentence. */
		reason: string;
		/** What to do, one sentence. */
		hint: string | null;
	} | null;
	/**
	 * Whether required settings are missing, so that it cannot start
	 * before they are saved.
	 */
	needsConfig: boolean;
	/**
	 * `waiting`: its keys are created when the owner next enters the
	 * password.
	 */
	keys: 'made' | 'waiting';
	services: {
		name: string;
		/** Process id on the host, while it runs. */
		pid: number | null;
		state: 'stopped' | 'running' | 'waiting' | 'exited';
		/** Milliseconds since 1970; null before it starts. */
		startedAt: number | null;
		/** Restarts by the box since the owner last started the pup. */
		restarts: number;
		/** Exit status of its last run; 128+N for signal N. */
		lastExitCode: number | null;
		/**
		 * Seconds after which the box had to kill it when it was last
		 * stopped; null when it ended by itself.
		 */
		killedAfter: number | null;
		/**
		 * When it is started again (back-off), milliseconds since the
		 * epoch.
		 */
		nextStartAt: number | null;
		/** Present only if its manifest has a health check. */
		health?: {
			state: 'waiting' | 'starting' | 'healthy' | 'unhealthy';
			/** What the last check found, in one sentence. */
			text: string;
			/** When this state began, milliseconds since the epoch. */
			since: number;
		};
		/**
		 * Present only while it keeps ending: how often, within how many
		 * minutes.
		 */
		flapping?: {
			/** Number of times that it has ended. */
			ends: number;
			/** Period, in minutes. */
			minutes: number;
		};
	}[];
	/**
	 * The worst health of its services; present only if one has a health
	 * check.
	 */
	health?: {
		state: 'waiting' | 'starting' | 'healthy' | 'unhealthy';
		/** What the last check found, in one sentence. */
		text: string;
		/** When this state began, milliseconds since the epoch. */
		since: number;
	};
	webPages: {
		name: string;
		/**
		 * Absolute URL under which the box shows the page to a logged-in
		 * owner.
		 */
		url: string;
		/** Port of the box on which the proxy for this page listens. */
		port: number;
		/** Present only if others than the logged-in owner may open it. */
		access?: 'token' | 'open';
		/**
		 * Present only while it cannot be opened: why, and what to do
		 * (another program uses its port).
		 */
		problem?: string;
	}[];
	/** IPv4 address on the pup network; null when it has none. */
	address: string | null;
	/** Milliseconds since the epoch. */
	installedAt: number | null;
	/** A newer version that its source offers; null when there is none. */
	updateAvailable: {
		version: string;
		/** Whether the owner does not want to be notified of this version. */
		skipped: boolean;
	} | null;
	/** Id of an unfinished job on this pup. */
	jobId: string | null;
	/**
	 * Limits that it reached within the last day; absent when there are
	 * none.
	 */
	limitsReached?: {
		kind: 'memory' | 'pids' | 'storage';
		/** When it was last reached, milliseconds since the epoch. */
		at: number;
		text: string;
	}[];
	longDescription: string;
	requiresInternet: boolean;
	/** Devices of the box that it requests. */
	devices: {
		/** `/dev/kvm`; a folder includes the devices in it. */
		node: string;
		access: 'r' | 'w' | 'rw';
		/** What the device is, and what a pup with it can do, in words. */
		what: string;
		can: string;
		/** 1 critical, 2 notable, 3 harmless. */
		severity: number;
		severityLabel: string;
		/** Whether the owner allows it. */
		granted: boolean;
	}[];
	exposes: {
		name: string;
		type: string;
		/** Port inside. */
		port: number;
		webUI: boolean;
		listenOnHost: boolean;
	}[];
	config: {
		showOnInstall: boolean;
		sections: {
			name: string;
			/** Name to show to people. */
			label: string | null;
			/** A sentence below the heading. */
			description: string | null;
			fields: {
				name: string;
				label: string;
				type:
					| 'text'
					| 'password'
					| 'number'
					| 'toggle'
					| 'email'
					| 'textarea'
					| 'select'
					| 'checkbox'
					| 'radio'
					| 'date'
					| 'range'
					| 'color';
				required: boolean;
				/** An example shown in an empty field; null for none. */
				placeholder: string | null;
				/** A sentence about what to enter; null for none. */
				help: string | null;
				/**
				 * Value that applies when none is set; null if there is
				 * none.
				 */
				default: string | null;
				/** Smallest value; null for none. */
				min: number | null;
				/** Largest value; null for none. */
				max: number | null;
				/** Distance between allowed values; null for any value. */
				step: number | null;
				options: {
					value: string;
					label: string;
				}[];
				/**
				 * Current value as text; null when unset. Always null for
				 * `password` fields.
				 */
				value: string | null;
				/** For `password` fields: whether a value is stored. */
				isSet: boolean;
			}[];
		}[];
	};
	/** Limits in force. */
	limits: {
		/** Bytes. */
		memoryBytes: number;
		/** Number of processes and threads. */
		pids: number;
		/** Cores, fractions allowed; null for no limit of its own. */
		cpus: number | null;
		/** Bytes of its data; null for no limit of its own. */
		storageBytes: number | null;
		/**
		 * Most files and folders of its data; follows from the limit in
		 * bytes.
		 */
		storageFiles: number | null;
	};
	limitChoices: {
		/** Limits that the owner set; null for the default. */
		own: {
			/** Bytes. */
			memoryBytes: number | null;
			/** Bytes; null for no limit of its own. */
			storageBytes: number | null;
			/** Number of processes and threads. */
			pids: number | null;
			/** Cores, fractions allowed; null for no limit of its own. */
			cpus: number | null;
			/**
			 * Seconds that it has to end by itself before it is killed;
			 * null: the default.
			 */
			stopSeconds: number | null;
			/**
			 * Its share of a busy disk, relative to 100 of each other pup;
			 * null: the default.
			 */
			ioWeight: number | null;
		};
		/**
		 * Defaults for limits that the owner did not set. By default a pup
		 * may use all cores, and the disk until it is nearly full.
		 */
		defaults: {
			/** Bytes. */
			memoryBytes: number;
			/** Number of processes and threads. */
			pids: number;
			/**
			 * Seconds that it has to end by itself before it is killed;
			 * null: the default.
			 */
			stopSeconds: number;
		};
		host: {
			/** Bytes. */
			memoryBytes: number;
			/** Cores, fractions allowed; null for no limit of its own. */
			cpus: number;
			/**
			 * Size of the disk with pups' data; null while it cannot be
			 * read.
			 */
			storageBytes: number | null;
			/** Whether its kernel distributes disk time by weight. */
			ioWeight: boolean;
		};
	};
	/**
	 * How each service that should run ended, and its last log lines;
	 * present only while one is down.
	 */
	trouble?: {
		service: string;
		/** What happened, in one sentence. */
		reason: string;
		/** Exit status, 128+N for signal N; null when unknown. */
		exitCode: number | null;
		/** When it ended, milliseconds since the epoch; null when unknown. */
		at: number | null;
		/** When the box restarts it, milliseconds since the epoch. */
		nextStartAt: number | null;
		/** Present only while it keeps ending. */
		flapping?: {
			/** Number of times that it has ended. */
			ends: number;
			/** Period, in minutes. */
			minutes: number;
		};
		/** The last lines of its log before it ended, oldest first. */
		lines: {
			/** Milliseconds since 1970. */
			at: number;
			stream: 'stdout' | 'stderr';
			text: string;
		}[];
	}[];
	/**
	 * Differences between the running and the desired configuration;
	 * absent when there are none.
	 */
	drift?: {
		changes: (
			| 'limits'
			| 'config'
			| 'program'
			| 'services'
			| 'internet'
			| 'devices'
			| 'dev'
			| 'version'
			| 'files'
			| 'root'
			| 'links'
			| 'box'
		)[];
		effect: 'nothing' | 'live' | 'services' | 'container' | 'root' | 'start' | 'stop';
		/** Services that are restarted. */
		services: string[];
		/** Summary in a sentence for a person. */
		text: string;
	};
	/**
	 * Bytes used by the pup's storage when last measured; null if never
	 * measured.
	 */
	storageBytes: number | null;
	/**
	 * Folders inside it in which its image keeps data, besides `/storage`.
	 * They are measured, kept and removed with the storage.
	 */
	volumes: string[];
	/** How its root filesystem was built; null until it was. */
	buildKind: 'nix' | 'flake' | 'debian' | 'image' | null;
	/** Hash of the whole installed tree, SHA-256 in hex. */
	treeHash: string | null;
	/** Its position in the source: `tag v0.3.4`, `folder`. */
	origin: string | null;
	signature: 'unsigned' | 'verified' | 'failed';
	/**
	 * Previous version, kept so that it can be restored without a
	 * download; null for none.
	 */
	previousVersion: string | null;
	/**
	 * Dev mode: the source's folder itself is mounted writable, and a
	 * change in it restarts the pup.
	 */
	dev: boolean;
	/**
	 * Whether dev mode can be switched on, because its source is a folder
	 * of this host.
	 */
	devPossible: boolean;
	/**
	 * Present only in dev mode: why a change of the folder is not applied
	 * (a manifest that cannot be used), in words.
	 */
	devProblem?: string;
};

export type PupSummary = {
	id: string;
	name: string;
	version: string;
	sourceId: string;
	/**
	 * Name in its source, if it is one of several pups and has another
	 * name itself.
	 */
	offerName?: string;
	shortDescription: string;
	/**
	 * Path of the logo on the box; null for none, and the page then draws
	 * initials.
	 */
	logoUrl: string | null;
	state:
		'installing' | 'stopped' | 'starting' | 'running' | 'stopping' | 'crashed' | 'broken' | 'updating' | 'uninstalled';
	/** Whether the owner wants it to run. */
	enabled: boolean;
	/** Why it is broken or crashed, and what to do. */
	failure: {
		code: string;
		/** What is wrong, one sentence. */
		reason: string;
		/** What to do, one sentence. */
		hint: string | null;
	} | null;
	/**
	 * Whether required settings are missing, so that it cannot start
	 * before they are saved.
	 */
	needsConfig: boolean;
	/**
	 * `waiting`: its keys are created when the owner next enters the
	 * password.
	 */
	keys: 'made' | 'waiting';
	services: {
		name: string;
		/** Process id on the host, while it runs. */
		pid: number | null;
		state: 'stopped' | 'running' | 'waiting' | 'exited';
		/** Milliseconds since 1970; null before it starts. */
		startedAt: number | null;
		/** Restarts by the box since the owner last started the pup. */
		restarts: number;
		/** Exit status of its last run; 128+N for signal N. */
		lastExitCode: number | null;
		/**
		 * Seconds after which the box had to kill it when it was last
		 * stopped; null when it ended by itself.
		 */
		killedAfter: number | null;
		/**
		 * When it is started again (back-off), milliseconds since the
		 * epoch.
		 */
		nextStartAt: number | null;
		/** Present only if its manifest has a health check. */
		health?: {
			state: 'waiting' | 'starting' | 'healthy' | 'unhealthy';
			/** What the last check found, in one sentence. */
			text: string;
			/** When this state began, milliseconds since the epoch. */
			since: number;
		};
		/**
		 * Present only while it keeps ending: how often, within how many
		 * minutes.
		 */
		flapping?: {
			/** Number of times that it has ended. */
			ends: number;
			/** Period, in minutes. */
			minutes: number;
		};
	}[];
	/**
	 * The worst health of its services; present only if one has a health
	 * check.
	 */
	health?: {
		state: 'waiting' | 'starting' | 'healthy' | 'unhealthy';
		/** What the last check found, in one sentence. */
		text: string;
		/** When this state began, milliseconds since the epoch. */
		since: number;
	};
	webPages: {
		name: string;
		/**
		 * Absolute URL under which the box shows the page to a logged-in
		 * owner.
		 */
		url: string;
		/** Port of the box on which the proxy for this page listens. */
		port: number;
		/** Present only if others than the logged-in owner may open it. */
		access?: 'token' | 'open';
		/**
		 * Present only while it cannot be opened: why, and what to do
		 * (another program uses its port).
		 */
		problem?: string;
	}[];
	/** IPv4 address on the pup network; null when it has none. */
	address: string | null;
	/** Milliseconds since the epoch. */
	installedAt: number | null;
	/** A newer version that its source offers; null when there is none. */
	updateAvailable: {
		version: string;
		/** Whether the owner does not want to be notified of this version. */
		skipped: boolean;
	} | null;
	/** Id of an unfinished job on this pup. */
	jobId: string | null;
	/**
	 * Limits that it reached within the last day; absent when there are
	 * none.
	 */
	limitsReached?: {
		kind: 'memory' | 'pids' | 'storage';
		/** When it was last reached, milliseconds since the epoch. */
		at: number;
		text: string;
	}[];
};

export type Session = {
	id: string;
	current: boolean;
	/** Milliseconds since 1970. */
	createdAt: number;
	/** Milliseconds since 1970. */
	lastSeenAt: number;
	/** Milliseconds since 1970; null for never. */
	expiresAt: number;
	address: string;
	/** “Firefox on Linux”, from the User-Agent. */
	device: string;
};

export type Source = {
	id: string;
	/**
	 * `builtin`: the folder `pups/` of this program, which cannot be
	 * removed.
	 */
	kind: 'builtin' | 'folder' | 'git' | 'web';
	/** The owner's name for it, otherwise its own. */
	name: string;
	location: string;
	/**
	 * Whether it is the source of the Dogebox project, which is listed
	 * from the start.
	 */
	official: boolean;
	/** Number of pups that it offers. */
	pups: number;
	/** Milliseconds since 1970. */
	addedAt: number;
	/** Milliseconds since 1970. */
	lastSeenAt: number | null;
	/**
	 * What went wrong when it was last read, in plain words. Earlier
	 * results stay.
	 */
	lastError: string | null;
	/** Job that is reading it now. */
	jobId: string | null;
	/**
	 * Name of the account at the source; null without credentials. The
	 * password is never returned.
	 */
	account: string | null;
	/** Pinned minisign public key; null for none. */
	publicKey: string | null;
	signature: 'unsigned' | 'verified' | 'failed';
	/** Entries that could not be read, each with its reason. */
	unreadable: {
		location: string;
		reason: string;
	}[];
	/**
	 * Names and versions that occur with different contents, and which of
	 * them is used.
	 */
	conflicts: {
		name: string;
		version: string;
		taken: string;
		left: string[];
	}[];
};

export type StorePup = {
	sourceId: string;
	sourceName: string;
	name: string;
	/** The newest usable version. */
	version: string;
	/** Number of versions that the source offers. */
	versions: number;
	category: 'node' | 'wallet' | 'network' | 'web' | 'data' | 'media' | 'security' | 'development' | 'other';
	shortDescription: string;
	longDescription: string;
	/** Path of its logo on the box; null for none. */
	logoUrl: string | null;
	/** Whether this host can use one of the build kinds that it offers. */
	runnable: boolean;
	/** Why it is not runnable, and what to do; null when it is. */
	reason: string | null;
	requiresInternet: boolean;
	/** Names of its web pages. */
	webPages: string[];
	interfaces: {
		name: string;
		version: string;
	}[];
	dependencies: {
		name: string;
		version: string;
		optional: boolean;
	}[];
	/** What a careful reader should know: warnings of the manifest check. */
	warnings: string[];
	signature: 'unsigned' | 'verified' | 'failed';
	/**
	 * When its newest version was made (date of the tag's commit or of the
	 * files), milliseconds since the epoch.
	 */
	updatedAt: number | null;
	/** The installed pup of this source and name, if any. */
	installedPupId: string | null;
	/** State of the installed pup; null where none is. */
	installedState:
		| 'installing'
		| 'stopped'
		| 'starting'
		| 'running'
		| 'stopping'
		| 'crashed'
		| 'broken'
		| 'updating'
		| 'uninstalled'
		| null;
};

export type StorePupDetail = {
	sourceId: string;
	sourceName: string;
	name: string;
	/** The newest usable version. */
	version: string;
	/** Number of versions that the source offers. */
	versions: number;
	category: 'node' | 'wallet' | 'network' | 'web' | 'data' | 'media' | 'security' | 'development' | 'other';
	shortDescription: string;
	longDescription: string;
	/** Path of its logo on the box; null for none. */
	logoUrl: string | null;
	/** Whether this host can use one of the build kinds that it offers. */
	runnable: boolean;
	/** Why it is not runnable, and what to do; null when it is. */
	reason: string | null;
	requiresInternet: boolean;
	/** Names of its web pages. */
	webPages: string[];
	interfaces: {
		name: string;
		version: string;
	}[];
	dependencies: {
		name: string;
		version: string;
		optional: boolean;
	}[];
	/** What a careful reader should know: warnings of the manifest check. */
	warnings: string[];
	signature: 'unsigned' | 'verified' | 'failed';
	/**
	 * When its newest version was made (date of the tag's commit or of the
	 * files), milliseconds since the epoch.
	 */
	updatedAt: number | null;
	/** The installed pup of this source and name, if any. */
	installedPupId: string | null;
	/** State of the installed pup; null where none is. */
	installedState:
		| 'installing'
		| 'stopped'
		| 'starting'
		| 'running'
		| 'stopping'
		| 'crashed'
		| 'broken'
		| 'updating'
		| 'uninstalled'
		| null;
	/** Offered versions, newest first. */
	offered: {
		version: string;
		/**
		 * Its position in the source: `tag v0.3.4`, `branch main`,
		 * `folder`, `archive core-0.0.9.tar.gz`.
		 */
		origin: string;
		/** Milliseconds since 1970; null if unknown. */
		updatedAt: number | null;
		/**
		 * Hash of its whole tree, SHA-256 in hex; null when it is only
		 * known at installation.
		 */
		hash: string | null;
		signature: 'unsigned' | 'verified' | 'failed';
		/** Why this version cannot be installed; null when it can. */
		problem: string | null;
	}[];
	/** Hash of the shown version's tree. */
	hash: string | null;
	upstreamVersions: { [name: string]: string };
	exposes: {
		name: string;
		type: string;
		/** Port inside. */
		port: number;
		webUI: boolean;
		listenOnHost: boolean;
		interfaces: string[];
	}[];
	/**
	 * Interfaces that it offers to other pups, with the permissions they
	 * may request.
	 */
	offers: {
		name: string;
		version: string;
		permissions: {
			name: string;
			description: string;
			/**
			 * 1 = critical … 3 = read only; null when the manifest does
			 * not say.
			 */
			severity: number | null;
			routes: string[];
			/** Port that it opens; null if it opens none. */
			port: number | null;
		}[];
	}[];
	/**
	 * Interfaces that it needs from other pups, and which pups of the
	 * store provide them.
	 */
	needs: {
		name: string;
		version: string;
		optional: boolean;
		permissions: {
			name: string;
			description: string;
			/**
			 * 1 = critical … 3 = read only; null when the manifest does
			 * not say.
			 */
			severity: number | null;
			routes: string[];
			/** Port that it opens; null if it opens none. */
			port: number | null;
		}[];
		providers: {
			sourceId: string;
			name: string;
			installed: boolean;
		}[];
	}[];
	/** Its settings, with their defaults. */
	config: {
		showOnInstall: boolean;
		sections: {
			name: string;
			/** Name to show to people. */
			label: string | null;
			/** A sentence below the heading. */
			description: string | null;
			fields: {
				name: string;
				label: string;
				type:
					| 'text'
					| 'password'
					| 'number'
					| 'toggle'
					| 'email'
					| 'textarea'
					| 'select'
					| 'checkbox'
					| 'radio'
					| 'date'
					| 'range'
					| 'color';
				required: boolean;
				/** An example shown in an empty field; null for none. */
				placeholder: string | null;
				/** A sentence about what to enter; null for none. */
				help: string | null;
				/**
				 * Value that applies when none is set; null if there is
				 * none.
				 */
				default: string | null;
				/** Smallest value; null for none. */
				min: number | null;
				/** Largest value; null for none. */
				max: number | null;
				/** Distance between allowed values; null for any value. */
				step: number | null;
				options: {
					value: string;
					label: string;
				}[];
				/**
				 * Current value as text; null when unset. Always null for
				 * `password` fields.
				 */
				value: string | null;
				/** For `password` fields: whether a value is stored. */
				isSet: boolean;
			}[];
		}[];
	};
	resources: {
		/** Bytes. */
		memoryBytes: number | null;
		/** Bytes; null: no limit of its own, or unknown. */
		diskBytes: number | null;
	};
	/**
	 * Ways to build it, in the host's order of preference, with the reason
	 * why one is skipped.
	 */
	builds: {
		kind: 'nix' | 'flake' | 'debian' | 'image';
		chosen: boolean;
		/** Why this host skips it; null when it can. */
		reason: string | null;
		/** A command that solves it; null if none can. */
		command: string | null;
	}[];
	/** Its readme as safe HTML; null when it has none. */
	readmeHtml: string | null;
};

export type Terminal = {
	id: string;
	service: string;
	/** The shell that runs in it. */
	shell: string;
	/** Milliseconds since the epoch. */
	openedAt: number;
	/** Whether a client is attached now. */
	attached: boolean;
	/** How its shell ended; null while it runs. */
	exit: {
		/** 0–255, 128+N for signal N. */
		exitCode: number;
		/** `container-ended`: its service ended, and the command with it. */
		reason: 'exited' | 'timeout' | 'closed' | 'container-ended';
	} | null;
};

export type Webhook = {
	id: string;
	name: string;
	/** Host of the address. The rest may contain a token and is not shown. */
	host: string;
	/** Kinds of changes; null: all. */
	kinds:
		| (
				| 'pup'
				| 'pup-removed'
				| 'wiring'
				| 'ad-hoc-box'
				| 'ad-hoc-box-removed'
				| 'ad-hoc-box-exec'
				| 'job'
				| 'source'
				| 'source-removed'
				| 'store'
				| 'sessions'
				| 'box'
				| 'attention'
		  )[]
		| null;
	/** Ids of pups: events about them, and jobs about them; null: all. */
	pups: string[] | null;
	state: 'active' | 'failing' | 'paused';
	/** Why it is paused; null when it is not. */
	pausedBy: 'owner' | 'failures' | null;
	/**
	 * Number of the last change that was sent or filtered out; the one
	 * after it is next.
	 */
	seq: number;
	/**
	 * Number of changes after `seq`, including those that will be filtered
	 * out.
	 */
	behind: number;
	/**
	 * When the next attempt is, milliseconds since the epoch; null when
	 * nothing failed.
	 */
	nextAt: number | null;
	/** Since when nothing was accepted; null when nothing failed. */
	failingSince: number | null;
	/** Why the last attempt failed; null when it succeeded. */
	problem: string | null;
	/** Until when the previous secret also signs; null when there is none. */
	oldSecretUntil: number | null;
	/** Milliseconds since 1970. */
	createdAt: number;
};

export type WebhookDelivery = {
	id: string;
	/** As in the header `Webhook-Id`: the same for each attempt. */
	message: string;
	/** Kind of the event: a kind of change, `resync` or `test`. */
	event:
		| 'pup'
		| 'pup-removed'
		| 'wiring'
		| 'ad-hoc-box'
		| 'ad-hoc-box-removed'
		| 'ad-hoc-box-exec'
		| 'job'
		| 'source'
		| 'source-removed'
		| 'store'
		| 'sessions'
		| 'box'
		| 'attention'
		| 'resync'
		| 'test';
	/** Number of the change; null for a test. */
	seq: number | null;
	state: 'delivered' | 'failed';
	/** When the last attempt was, milliseconds since the epoch. */
	at: number;
	/** Number of attempts. */
	tries: number;
	/** Status of the last answer; null when there was none. */
	status: number | null;
	/** Duration of the last attempt in milliseconds. */
	ms: number;
	/** Why the last attempt failed, in words; null when it succeeded. */
	problem: string | null;
};

export type AttentionDismissBody = {
	/** Id of the item, as in the list. */
	id: string;
};

export type AttentionListAnswer = {
	items: {
		/** Stable while the same problem exists: `pup:<id>:crashed`. */
		id: string;
		severity: 'critical' | 'warning' | 'info';
		/** What is wrong, in a few words. */
		title: string;
		/** Why, and what to do. */
		text: string;
		/**
		 * Page on which the owner acts; null when the action is outside
		 * the dashboard.
		 */
		action: {
			label: string;
			/** Path on the box. */
			href: string;
		} | null;
		/**
		 * Steps to take on the host, each with the command that does it,
		 * or null where none can.
		 */
		steps: {
			text: string;
			/** A command that solves it; null if none can. */
			command: string | null;
		}[];
		/**
		 * Related pages, each with a short note: for a full disk, the pups
		 * that use most of it.
		 */
		links: {
			label: string;
			/** Path on the box. */
			href: string;
			note: string;
		}[];
		/** Milliseconds since the epoch. */
		since: number;
		/** What the item is about; null for the box itself. */
		subject: {
			kind: 'pup' | 'job' | 'disk';
			id: string;
		} | null;
		/**
		 * Whether the owner can dismiss it, because it reports something
		 * that is over.
		 */
		dismissible: boolean;
	}[];
};

export interface AuditListQuery {
	/** Most entries in this answer. Default: "100". */
	limit?: number | string;
	/**
	 * Entries before this one: the `id` of the last entry of the previous
	 * page.
	 */
	before?: number | string;
}

export type AuditListAnswer = {
	entries: AuditRecord[];
};

export type BoxChangeBody = {
	/** Name for people. */
	name?: string;
	/** Name in the tz database, `Europe/Berlin`. */
	timeZone?: string;
};

export type BoxChangeAnswer = BoxInfo;

export interface BoxEndsQuery {
	/** Most entries of the page; all of them if absent. */
	limit?: number | string;
	/** The `next` of the previous page, to get the following one. */
	after?: QueryText;
}

export type BoxEndsAnswer = {
	ends: {
		part: 'agent' | 'dkm' | 'dogeboxd';
		/** Milliseconds since the epoch. */
		at: number;
		/**
		 * The reason, if known: `ended by SIGKILL`, `exit status 1: its
		 * last words`.
		 */
		reason: string;
	}[];
	/** Cursor of the next page; null on the last page. */
	next: string | null;
};

export type BoxFreeSpaceBody = {
	/** What to free, as `GET /box/space` names it. */
	what: ('layers' | 'downloads' | 'logs')[];
};

export interface BoxFreeSpaceQuery {
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type BoxFreeSpaceAnswer = {
	freed: {
		what: 'layers' | 'downloads' | 'logs';
		/** Bytes. */
		bytes: number;
		/** What was removed, in a sentence for a person. */
		text: string;
	}[];
};

export type BoxGetAnswer = BoxInfo;

export interface BoxLogFileQuery {
	/** Only this service; absent: all services. */
	service?: QueryText;
	/**
	 * Lines of this time or later: ISO 8601, milliseconds since 1970, or
	 * an age (`90s`, `15m`, `2h`, `3d`).
	 */
	since?: QueryText;
	/** Lines before this time, in the same formats. */
	until?: QueryText;
	/**
	 * `text`: time, service, stream, text. `json`: one JSON object per
	 * line. Default: "text".
	 */
	format?: 'text' | 'json';
	/** Whether the file is compressed. Default: "false". */
	gzip?: boolean | 'true' | 'false';
}

export interface BoxLogsQuery {
	/** Only this service; absent: all services. */
	service?: QueryText;
	/** Continues after this position: the `cursor` of the previous answer. */
	after?: QueryText;
	/**
	 * Continues with older entries before this one: the `start` of the
	 * previous page.
	 */
	before?: QueryText;
	/** Number of last lines. */
	tail?: number | string;
	/** Most entries in this answer. Default: "1000". */
	limit?: number | string;
	/**
	 * Lines of this time or later: ISO 8601, milliseconds since 1970, or
	 * an age (`90s`, `15m`, `2h`, `3d`).
	 */
	since?: QueryText;
	/** Lines before this time, in the same formats. */
	until?: QueryText;
	/** Lines that contain this text. */
	search?: QueryText;
	/**
	 * Whether `search` is a JavaScript regular expression. Default:
	 * "false".
	 */
	regex?: boolean | 'true' | 'false';
	/** Whether the search is case-sensitive. Default: "false". */
	case?: boolean | 'true' | 'false';
	/** Lines that declare this level or a more severe one. */
	level?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
}

export type BoxLogsAnswer = {
	lines: LogLine[];
	/**
	 * Position before the first line: send it as `before` for the previous
	 * page.
	 */
	start: string;
	/** Whether there may be earlier lines. */
	older: boolean;
	/** Position after the last line, or where one would have been. */
	cursor: string;
	/** Whether more lines can be read now. */
	more: boolean;
	/**
	 * Whether lines after the given cursor no longer exist, because the
	 * log has been rotated too often since.
	 */
	gap: boolean;
};

export interface BoxMetricsQuery {
	/** Seconds of history to return, in about 300 samples. Default: "300". */
	seconds?: number | string;
}

export type BoxMetricsAnswer = {
	stats: BoxStats;
	samples: {
		/** Milliseconds since 1970. */
		at: number[];
		/** Percent of one core: 150 is one and a half cores. */
		cpu: number[];
		/** Bytes. */
		memory: number[];
		/** Bytes per second received. */
		rx: number[];
		/** Bytes per second sent. */
		tx: number[];
		/** Number of processes and threads. */
		pids: number[];
		/** Bytes per second read from disks. */
		read: number[];
		/** Bytes per second written to disks. */
		write: number[];
	};
	gauges: {
		/** Milliseconds since 1970. */
		at: number[];
		values: { [name: string]: (number | null)[] };
	};
};

export type BoxSpaceAnswer = {
	disks: {
		/** `/dev/sda2`, or whatever else is mounted there. */
		name: string;
		mountPoint: string;
		/**
		 * What is stored on it: data of the box itself (database, programs
		 * of pups), or pups' data.
		 */
		holds: ('box' | 'pups')[];
		/** Bytes. */
		size: number;
		/** Bytes that the box and its pups can still write. */
		free: number;
		/**
		 * Most files that it can hold, and how many more; null when the
		 * disk has no such limit.
		 */
		files: number | null;
		/**
		 * Number of further files that it can hold; null if it has no such
		 * limit.
		 */
		filesFree: number | null;
		level: 'ok' | 'low' | 'critical';
	}[];
	pups: {
		id: string;
		name: string;
		/** Bytes. */
		bytes: number;
	}[];
	parts: {
		what: 'layers' | 'downloads' | 'logs';
		/** Size in bytes. */
		bytes: number;
		/** Bytes of it that are unused. */
		unused: number;
		/** What is removed when it is freed, in a sentence for a person. */
		text: string;
	}[];
};

export type BoxesCloneBody = {
	/** Absent: a name is generated. */
	name?: string;
	/** Whether to start it once it exists. */
	start?: boolean;
};

export interface BoxesCloneQuery {
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type BoxesCloneAnswer = {
	/** The job that does it; null if there is nothing to do. */
	jobId: string | null;
	/** The new box; null with `plan=1`. */
	box: BoxSummary | null;
	/** With `plan=1`: what the call would do. */
	plan?: {
		effects: {
			kind:
				| 'pup'
				| 'data'
				| 'connection'
				| 'access'
				| 'port'
				| 'page'
				| 'source'
				| 'session'
				| 'box'
				| 'snapshot'
				| 'network';
			/** Null when it has no id, or none yet. */
			id: string | null;
			/** Name that a person knows it by. */
			name: string;
			/** What happens to it, in a sentence. */
			text: string;
		}[];
	};
};

export type BoxesCreateBody = {
	/** Host name inside; derived from the box's name if absent. */
	hostname?: string;
	/**
	 * Capabilities besides the default ones (`NET_BIND_SERVICE`, with or
	 * without `CAP_`). Like all of them, they only apply to root inside
	 * the box.
	 */
	capAdd?: string[];
	/** Capabilities to remove; `ALL` removes all except those in `capAdd`. */
	capDrop?: string[];
	/**
	 * Makes its root read-only: only volumes and folders in memory can be
	 * written to.
	 */
	readonlyRoot?: boolean;
	/**
	 * Folders in memory, empty at each start. Their contents count as
	 * memory of the box.
	 */
	memoryFolders?: {
		/** Absolute path inside. */
		target: string;
		/** Half of the box's memory if absent. */
		sizeBytes?: number;
	}[];
	/** Size of `/dev/shm` in bytes; half of the box's memory if absent. */
	shmBytes?: number;
	/** Limits of each process. */
	ulimits?: {
		/** Name as in `ulimit` and systemd. */
		name:
			| 'core'
			| 'cpu'
			| 'fsize'
			| 'locks'
			| 'memlock'
			| 'msgqueue'
			| 'nice'
			| 'nofile'
			| 'nproc'
			| 'rtprio'
			| 'rttime'
			| 'sigpending'
			| 'stack';
		/**
		 * In the kernel's unit: bytes, seconds, or a count. -1 for no
		 * limit.
		 */
		soft: number;
		/**
		 * Most that a process can raise the soft limit to; at most the
		 * host's own limit.
		 */
		hard: number;
	}[];
	/** Groups of its main process besides those of its user, by number. */
	groups?: number[];
	/** Kernel settings of its own network. */
	sysctls?: { [name: string]: string };
	/** Additional names in its `/etc/hosts`. */
	extraHosts?: {
		/** The name that resolves to the address. */
		name: string;
		/** An IPv4 or IPv6 address. */
		address: string;
	}[];
	/**
	 * Whether its first process is a small init that forwards signals and
	 * reaps processes. If absent, it is used when the host has one. If
	 * false, the box's own program is the first process.
	 */
	init?: boolean;
	/**
	 * An image of a registry, with a tag or a digest: `alpine:3.20`.
	 * Either this or `debian`.
	 */
	image?: string;
	/** The host’s own Debian base. Either this or `image`. */
	debian?: {
		/** Names of Debian packages that are added to the base. */
		packages?: string[];
	};
	/** Cores; absent: no limit of its own. */
	cpus?: number;
	/** Bytes; if absent, half of the host’s memory, at most 2 GB. */
	memoryBytes?: number;
	/**
	 * Bytes that it may write to its root; if absent, as much as the disk
	 * has.
	 */
	diskBytes?: number;
	/** Most processes and threads; 1024 if absent. */
	pids?: number;
	/**
	 * What it may reach: `none`: nothing. `internet`: the internet, never
	 * the home network. `home`: both.
	 */
	network?: 'none' | 'internet' | 'home';
	/** Networks on which it and other boxes reach each other. */
	networks?: {
		/** Id or name of the network. */
		name: string;
		/** Additional names by which other boxes find it there. */
		aliases?: string[];
		/**
		 * Address within the network’s subnet; if absent, the box only has
		 * its own address.
		 */
		address?: string;
	}[];
	/**
	 * Stored encrypted. Values are shown only to callers who may
	 * `administer`.
	 */
	env?: { [name: string]: string };
	/** Its volumes and folders of the host. */
	volumes?: (
		| {
				/** A volume that the box keeps; created if it does not exist. */
				kind: 'volume';
				/** Name of the volume. */
				name: string;
				/** Absolute path inside. */
				target: string;
				/** Whether it cannot be written from inside. */
				readonly?: boolean;
		  }
		| {
				/**
				 * A folder of the host, below one that the host’s administrator
				 * allowed.
				 */
				kind: 'folder';
				/** Absolute path on the host. */
				source: string;
				/** Absolute path inside. */
				target: string;
				/** Whether it cannot be written from inside. */
				readonly?: boolean;
		  }
	)[];
	/** Absolute folder inside; the image’s if absent. */
	workdir?: string;
	/**
	 * `1000`, `1000:1000`, `www-data`, `www-data:adm`; the image’s if
	 * absent.
	 */
	user?: string;
	/** Name → value. */
	labels?: { [name: string]: string };
	/** Generated if absent. */
	name?: string;
	/**
	 * Main process; the image’s if absent. If that is a shell, or the
	 * image has none, the main process only waits.
	 */
	argv?: string[];
	/**
	 * Replaces the image’s entry point: the words before `argv`. If given,
	 * the main process runs as it is; a lone shell is not replaced by a
	 * process that waits.
	 */
	entrypoint?: string[];
	/**
	 * Whether its main process has a terminal, with a single output
	 * stream.
	 */
	tty?: boolean;
	/**
	 * Whether the stdin of its main process is open; otherwise it is
	 * empty.
	 */
	stdin?: boolean;
	/**
	 * Signal that stops the box when the caller names none; SIGTERM if
	 * absent.
	 */
	stopSignal?: 'SIGTERM' | 'SIGINT' | 'SIGQUIT' | 'SIGHUP' | 'SIGUSR1' | 'SIGUSR2' | 'SIGWINCH';
	/** Seconds until processes that still run are killed; 10 if absent. */
	stopSeconds?: number;
	/** A command that checks whether the box works. */
	health?: {
		/**
		 * A command in the box, run as the user of its main process. Exit
		 * code 0 means healthy.
		 */
		argv?: string[];
		/** The check as a line for `/bin/sh`. Either this or `argv`. */
		shell?: string;
		/** Seconds between two checks. */
		intervalSeconds?: number;
		/**
		 * Seconds after which the command is killed and the check has
		 * failed.
		 */
		timeoutSeconds?: number;
		/** Consecutive failed checks until the box is unhealthy. */
		retries?: number;
		/** Seconds after a start in which failures do not count. */
		startSeconds?: number;
		/**
		 * Seconds between two checks while it starts; if absent, three,
		 * but never more than the interval.
		 */
		startIntervalSeconds?: number;
	};
	/**
	 * Opaque text that is kept and returned for the program that creates
	 * the box.
	 */
	annotations?: string;
	/** Ports of the host that lead to the box, open to the home network. */
	ports?: {
		/** Port of the host; a free one if absent. */
		hostPort?: number;
		/**
		 * With `hostPort`: the last of a range, of which the first free
		 * port is taken.
		 */
		hostPortLast?: number;
		/**
		 * The one IPv4 or IPv6 address of the host on which the port is
		 * open; all IPv4 addresses if absent. `::`: all addresses of both
		 * families.
		 */
		hostAddress?: string;
		/** Port inside the box. */
		port: number;
		/** Protocol of the port. */
		protocol?: 'tcp' | 'udp';
	}[];
	/**
	 * What happens when its main process ends: `no`, `always`,
	 * `unless-stopped`, `on-failure`, `on-failure:N` (at most N times).
	 */
	restart?: string;
	/**
	 * Stops the box after so many seconds in which no command ran in it
	 * and it had no network traffic.
	 */
	idleStopSeconds?: number | null;
	/** When the box is removed, milliseconds since the epoch. */
	expiresAt?: number | null;
	/**
	 * Removes the box when its main process has ended, or when it is
	 * stopped.
	 */
	ephemeral?: boolean;
	/** Whether the box is started once it is created. */
	start?: boolean;
};

export interface BoxesCreateQuery {
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type BoxesCreateAnswer = {
	/** The job that does it; null if there is nothing to do. */
	jobId: string | null;
	/** The new box; null with `plan=1`. */
	box: BoxSummary | null;
	/** With `plan=1`: what the call would do. */
	plan?: BoxPlan;
};

export type BoxesCreateVolumeBody = {
	/** Unique among volumes. */
	name: string;
	/** Name → value. */
	labels?: { [name: string]: string };
};

export type BoxesCreateVolumeAnswer = {
	/** Unique among volumes. */
	name: string;
	labels: { [name: string]: string };
	/** Milliseconds since 1970. */
	createdAt: number;
	/** Names of the boxes that use it. */
	usedBy: string[];
};

export type BoxesExecBody = {
	/** Program and arguments. No shell runs them unless one is named here. */
	argv: string[];
	/** Absolute folder inside; the service's if absent. */
	cwd?: string;
	/** Added to the service's environment. */
	env?: { [name: string]: string };
	/** Ids inside the container; the service's if absent. */
	user?: {
		/** Number of the user, inside. */
		uid: number;
		/** Number of the group, inside. */
		gid: number;
	};
	/** Kills the command after this many milliseconds, at most a day. */
	timeoutMs?: number;
	/**
	 * Size of its terminal; absent for no terminal, with stdout and stderr
	 * apart.
	 */
	terminal?: {
		/** Columns of the terminal. */
		cols: number;
		/** Rows of the terminal. */
		rows: number;
	};
	/**
	 * Whether its stdin stays open until it is closed; otherwise it has no
	 * stdin.
	 */
	stdin?: boolean;
	/** Bytes of its output that are kept. */
	keepBytes?: number;
};

export type BoxesExecAnswer = BoxExec;

export interface BoxesExecsQuery {
	/** Most entries of the page; all of them if absent. */
	limit?: number | string;
	/** The `next` of the previous page, to get the following one. */
	after?: QueryText;
}

export type BoxesExecsAnswer = {
	execs: BoxExec[];
	/** Cursor of the next page; null on the last page. */
	next: string | null;
};

export type BoxesExecsAttachSends =
	| {
			type: 'attach';
			/** Columns of the terminal. */
			cols?: number;
			/** Rows of the terminal. */
			rows?: number;
			/** Offset in its output at which sending begins. */
			from?: number;
			/** Prefixes each binary message with 1 for stdout or 2 for stderr. */
			streams?: boolean;
	  }
	| {
			type: 'input';
			/** Text as UTF-8. */
			text: string;
	  }
	| {
			type: 'input-end';
	  }
	| {
			type: 'resize';
			/** Columns of the terminal. */
			cols: number;
			/** Rows of the terminal. */
			rows: number;
	  }
	| {
			type: 'signal';
			/** Name of the signal. */
			signal: 'SIGHUP' | 'SIGINT' | 'SIGQUIT' | 'SIGKILL' | 'SIGUSR1' | 'SIGUSR2' | 'SIGTERM' | 'SIGCONT' | 'SIGSTOP';
	  }
	| {
			type: 'seen';
			/**
			 * Number of bytes of the output that were shown, counted from the
			 * first.
			 */
			to: number;
	  };

export type BoxesExecsAttachReceives =
	| {
			type: 'attached';
			/** Byte of the output at which sending starts. */
			from: number;
	  }
	| {
			type: 'gap';
			/** Byte of the output at which sending starts. */
			from: number;
	  }
	| {
			type: 'exit';
			/** 0–255, 128+N for signal N. */
			exitCode: number;
			/**
			 * `timeout`: it exceeded its time limit. `closed`: it was cancelled.
			 * `container-ended`: the box stopped. `lost`: the process that
			 * recorded it was killed, or the host was switched off.
			 */
			reason: 'exited' | 'timeout' | 'closed' | 'container-ended' | 'lost';
	  }
	| {
			type: 'error';
			code: string;
			message: string;
	  };

export type BoxesExecsCancelAnswer = BoxExec;

export interface BoxesExecsGetQuery {
	/**
	 * Seconds to wait with the answer until it has ended, at most 60.
	 * Default: "0".
	 */
	wait?: number | string;
}

export type BoxesExecsGetAnswer = BoxExec;

export type BoxesExecsInputBody = {
	/** Text as UTF-8. */
	text?: string;
	/** Bytes as base64. */
	base64?: string;
	/** Closes the input after this. */
	end?: boolean;
};

export interface BoxesExecsOutputQuery {
	/**
	 * The `next` of the previous page: the entries that follow it.
	 * Default: "0".
	 */
	after?: number | string;
}

export interface BoxesExecsOutputEvents {
	/**
	 * A piece of output: `text` if it is valid UTF-8, else `base64`.
	 * `from` is its offset in the whole output, `at` the time of writing
	 * in milliseconds since 1970.
	 */
	output: {
		stream: 'stdout' | 'stderr';
		output:
			| {
					text: string;
			  }
			| {
					base64: string;
			  };
		/** Offset of its first byte in the whole output. */
		from: number;
		/** When the piece was written, milliseconds since the epoch. */
		at: number;
	};
	/** Output before the byte `from` is no longer kept. */
	gap: {
		/** First byte that is still kept. */
		from: number;
	};
	/**
	 * The end, the last message: `exitCode` 0 to 255, or 128 + N after
	 * signal N; `reason` says whether it ended by itself, ran out of time,
	 * was cancelled, or ended with its service.
	 */
	exit: {
		/** 0–255, 128+N for signal N. */
		exitCode: number;
		/**
		 * `timeout`: it exceeded its time limit. `closed`: it was
		 * cancelled. `container-ended`: the box stopped. `lost`: the
		 * process that recorded it was killed, or the host was switched
		 * off.
		 */
		reason: 'exited' | 'timeout' | 'closed' | 'container-ended' | 'lost';
	};
}

export type BoxesExecsResizeBody = {
	/** Columns of the terminal. */
	cols: number;
	/** Rows of the terminal. */
	rows: number;
};

export type BoxesExecsSignalBody = {
	/** Name of the signal. */
	signal: 'SIGHUP' | 'SIGINT' | 'SIGQUIT' | 'SIGKILL' | 'SIGUSR1' | 'SIGUSR2' | 'SIGTERM' | 'SIGCONT' | 'SIGSTOP';
};

export interface BoxesFilesArchiveQuery {
	/**
	 * One of the pup’s `volumes`, where its image keeps data; the pup's
	 * storage if absent.
	 */
	volume?: QueryText;
	/**
	 * Path below the storage of the pup, or the root of the box; parts
	 * separated by `/`.
	 */
	path?: QueryText;
}

export interface BoxesFilesCancelUploadQuery {
	/**
	 * One of the pup’s `volumes`, where its image keeps data; the pup's
	 * storage if absent.
	 */
	volume?: QueryText;
	/**
	 * Path below the storage of the pup, or the root of the box; parts
	 * separated by `/`.
	 */
	path: QueryText;
	/** Bytes of the whole file. */
	size: number | string;
	/**
	 * Distinguishes two files of the same name and size: the time of the
	 * last change, or a hash.
	 */
	version?: QueryText;
}

export interface BoxesFilesGetQuery {
	/**
	 * One of the pup’s `volumes`, where its image keeps data; the pup's
	 * storage if absent.
	 */
	volume?: QueryText;
	/**
	 * Path below the storage of the pup, or the root of the box; parts
	 * separated by `/`.
	 */
	path: QueryText;
}

export interface BoxesFilesListQuery {
	/**
	 * One of the pup’s `volumes`, where its image keeps data; the pup's
	 * storage if absent.
	 */
	volume?: QueryText;
	/**
	 * Path below the storage of the pup, or the root of the box; parts
	 * separated by `/`.
	 */
	path?: QueryText;
	/** The `next` of the previous page. */
	after?: QueryText;
	/** Most entries in this answer. Default: "500". */
	limit?: number | string;
}

export type BoxesFilesListAnswer = {
	entries: {
		/** Name for display; it may contain any character. */
		name: string;
		/** Addresses the entry in a path. */
		part: string;
		/** `other`: a socket, pipe or device. */
		kind: 'file' | 'folder' | 'link' | 'other';
		/** Bytes, for files. */
		size: number;
		/** Milliseconds since the epoch. */
		modifiedAt: number;
		/** Target of a link, as the link contains it. */
		target?: string;
	}[];
	/** Number of entries, as far as they were counted. */
	total: number;
	/**
	 * Whether the folder has more entries than are counted and can be
	 * listed.
	 */
	more: boolean;
	/** Send it as `after` for the next page; null at the end. */
	next: string | null;
};

export type BoxesFilesMakeFolderBody = {
	/**
	 * Path below the storage of the pup, or the root of the box; parts
	 * separated by `/`.
	 */
	path: string;
};

export interface BoxesFilesMakeFolderQuery {
	/**
	 * One of the pup’s `volumes`, where its image keeps data; the pup's
	 * storage if absent.
	 */
	volume?: QueryText;
}

export type BoxesFilesMoveBody = {
	/** Path of the entry to move. */
	from: string;
	/** New path. */
	to: string;
};

export interface BoxesFilesMoveQuery {
	/**
	 * One of the pup’s `volumes`, where its image keeps data; the pup's
	 * storage if absent.
	 */
	volume?: QueryText;
}

export interface BoxesFilesPutQuery {
	/**
	 * One of the pup’s `volumes`, where its image keeps data; the pup's
	 * storage if absent.
	 */
	volume?: QueryText;
	/**
	 * Path below the storage of the pup, or the root of the box; parts
	 * separated by `/`.
	 */
	path: QueryText;
	/** Bytes of the whole file. */
	size: number | string;
	/**
	 * Distinguishes two files of the same name and size: the time of the
	 * last change, or a hash.
	 */
	version?: QueryText;
	/** Offset of this part in the file. Default: "0". */
	offset?: number | string;
	/** Whether to replace an existing file. Default: "false". */
	replace?: boolean | 'true' | 'false';
}

export type BoxesFilesPutAnswer = {
	/** Bytes received so far: the next part begins here. */
	offset: number;
	/** Whether the file is complete and in its place. */
	done: boolean;
};

export interface BoxesFilesRemoveQuery {
	/**
	 * Path below the storage of the pup, or the root of the box; parts
	 * separated by `/`.
	 */
	path: QueryText;
}

export interface BoxesFilesStatQuery {
	/**
	 * Path below the storage of the pup, or the root of the box; parts
	 * separated by `/`.
	 */
	path?: QueryText;
	/** Whether symbolic links are followed. Default: "false". */
	follow?: boolean | 'true' | 'false';
}

export type BoxesFilesStatAnswer = {
	kind: 'file' | 'folder' | 'link' | 'other';
	/** Bytes, for files. */
	size: number;
	/**
	 * Permissions, with set-user-id, set-group-id and the sticky bit: 0 to
	 * 4095.
	 */
	mode: number;
	/** Ids of its user and group, as inside the box. */
	uid: number;
	/** Number of the group, inside. */
	gid: number;
	/** Milliseconds since the epoch. */
	modifiedAt: number;
	/** Final target of a link, as a path in the box that begins with `/`. */
	target?: string;
};

export interface BoxesFilesUnpackQuery {
	/**
	 * Path below the storage of the pup, or the root of the box; parts
	 * separated by `/`.
	 */
	path?: QueryText;
	/**
	 * Refuses to replace a folder with another kind of entry, and the
	 * reverse. Default: "false".
	 */
	strict?: boolean | 'true' | 'false';
}

export interface BoxesFilesUploadedQuery {
	/**
	 * One of the pup’s `volumes`, where its image keeps data; the pup's
	 * storage if absent.
	 */
	volume?: QueryText;
	/**
	 * Path below the storage of the pup, or the root of the box; parts
	 * separated by `/`.
	 */
	path: QueryText;
	/** Bytes of the whole file. */
	size: number | string;
	/**
	 * Distinguishes two files of the same name and size: the time of the
	 * last change, or a hash.
	 */
	version?: QueryText;
}

export type BoxesFilesUploadedAnswer = {
	/** Bytes received so far: the next part begins here. */
	offset: number;
	/** Whether the file is complete and in its place. */
	done: boolean;
};

export type BoxesGcBody = {
	/** Seconds since they last ran. */
	olderThanSeconds?: number;
	/**
	 * Only boxes that have all of these labels: `name=value`, or a name
	 * alone, separated by commas.
	 */
	labels?: string;
};

export interface BoxesGcQuery {
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type BoxesGcAnswer = {
	boxes: {
		id: string;
		name: string;
		/** Why, in one sentence. */
		reason: string;
	}[];
	jobIds: string[];
};

export type BoxesGetAnswer = BoxDetail;

export interface BoxesKillQuery {
	/** Name of the signal. Default: "SIGKILL". */
	signal_?: 'SIGTERM' | 'SIGINT' | 'SIGQUIT' | 'SIGHUP' | 'SIGUSR1' | 'SIGUSR2' | 'SIGWINCH' | 'SIGKILL';
}

export type BoxesKillAnswer = {
	/** The job that does it; null if there is nothing to do. */
	jobId: string | null;
	box: BoxSummary;
};

export interface BoxesListQuery {
	/** Only boxes in one of these states, separated by commas. */
	state?: QueryText;
	/**
	 * Only boxes that have all of these labels: `name=value`, or a name
	 * alone, separated by commas.
	 */
	label?: QueryText;
	/** The `next` of the previous page: the entries that follow it. */
	after?: QueryText;
	/** Most entries in this answer. Default: "100". */
	limit?: number | string;
}

export type BoxesListAnswer = {
	boxes: BoxSummary[];
	/** Id of the last box of this page if there are more; otherwise null. */
	next: string | null;
	capacity: BoxCapacity;
};

export interface BoxesLogFileQuery {
	/**
	 * Lines of this time or later: ISO 8601, milliseconds since 1970, or
	 * an age (`90s`, `15m`, `2h`, `3d`).
	 */
	since?: QueryText;
	/** Lines before this time, in the same formats. */
	until?: QueryText;
	/**
	 * `text`: time, service, stream, text. `json`: one JSON object per
	 * line. Default: "text".
	 */
	format?: 'text' | 'json';
	/** Whether the file is compressed. Default: "false". */
	gzip?: boolean | 'true' | 'false';
}

export interface BoxesLogsQuery {
	/** Continues after this position: the `cursor` of the previous answer. */
	after?: QueryText;
	/**
	 * Continues with older entries before this one: the `start` of the
	 * previous page.
	 */
	before?: QueryText;
	/** Number of last lines. */
	tail?: number | string;
	/** Most entries in this answer. Default: "1000". */
	limit?: number | string;
	/**
	 * Lines of this time or later: ISO 8601, milliseconds since 1970, or
	 * an age (`90s`, `15m`, `2h`, `3d`).
	 */
	since?: QueryText;
	/** Lines before this time, in the same formats. */
	until?: QueryText;
	/** Lines that contain this text. */
	search?: QueryText;
	/**
	 * Whether `search` is a JavaScript regular expression. Default:
	 * "false".
	 */
	regex?: boolean | 'true' | 'false';
	/** Whether the search is case-sensitive. Default: "false". */
	case?: boolean | 'true' | 'false';
	/** Lines that declare this level or a more severe one. */
	level?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
}

export type BoxesLogsAnswer = {
	lines: LogLine[];
	/**
	 * Position before the first line: send it as `before` for the previous
	 * page.
	 */
	start: string;
	/** Whether there may be earlier lines. */
	older: boolean;
	/** Position after the last line, or where one would have been. */
	cursor: string;
	/** Whether more lines can be read now. */
	more: boolean;
	/**
	 * Whether lines after the given cursor no longer exist, because the
	 * log has been rotated too often since.
	 */
	gap: boolean;
};

export type BoxesPauseAnswer = {
	/** The job that does it; null if there is nothing to do. */
	jobId: string | null;
	box: BoxSummary;
};

export interface BoxesRemoveQuery {
	/** A running box is stopped first. Default: "false". */
	force?: boolean | 'true' | 'false';
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type BoxesRemoveAnswer = {
	/** The job that does it; null if there is nothing to do. */
	jobId: string | null;
	/** With `plan=1`: what the call would do. */
	plan?: {
		effects: {
			kind:
				| 'pup'
				| 'data'
				| 'connection'
				| 'access'
				| 'port'
				| 'page'
				| 'source'
				| 'session'
				| 'box'
				| 'snapshot'
				| 'network';
			/** Null when it has no id, or none yet. */
			id: string | null;
			/** Name that a person knows it by. */
			name: string;
			/** What happens to it, in a sentence. */
			text: string;
		}[];
	};
};

export type BoxesRenameBody = {
	/** Unique among boxes. */
	name: string;
};

export type BoxesRenameAnswer = BoxDetail;

export interface BoxesRestartQuery {
	/**
	 * Signal that the main process is stopped with; if absent, the box's
	 * `stopSignal`, otherwise SIGTERM.
	 */
	signal_?: 'SIGTERM' | 'SIGINT' | 'SIGQUIT' | 'SIGHUP' | 'SIGUSR1' | 'SIGUSR2' | 'SIGWINCH';
	/**
	 * Seconds until processes that still run are killed, 0 to 600; if
	 * absent, the box's `stopSeconds`, otherwise 10.
	 */
	graceSeconds?: number | string;
}

export type BoxesRestartAnswer = {
	/** The job that does it; null if there is nothing to do. */
	jobId: string | null;
	box: BoxSummary;
};

export interface BoxesRestoreQuery {
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type BoxesRestoreAnswer = {
	/** The job that does it; null if there is nothing to do. */
	jobId: string | null;
	/** With `plan=1`: what the call would do. */
	plan?: {
		effects: {
			kind:
				| 'pup'
				| 'data'
				| 'connection'
				| 'access'
				| 'port'
				| 'page'
				| 'source'
				| 'session'
				| 'box'
				| 'snapshot'
				| 'network';
			/** Null when it has no id, or none yet. */
			id: string | null;
			/** Name that a person knows it by. */
			name: string;
			/** What happens to it, in a sentence. */
			text: string;
		}[];
	};
};

export type BoxesResumeAnswer = {
	/** The job that does it; null if there is nothing to do. */
	jobId: string | null;
	box: BoxSummary;
};

export type BoxesRunBody = {
	/** Host name inside; derived from the box's name if absent. */
	hostname?: string;
	/**
	 * Capabilities besides the default ones (`NET_BIND_SERVICE`, with or
	 * without `CAP_`). Like all of them, they only apply to root inside
	 * the box.
	 */
	capAdd?: string[];
	/** Capabilities to remove; `ALL` removes all except those in `capAdd`. */
	capDrop?: string[];
	/**
	 * Makes its root read-only: only volumes and folders in memory can be
	 * written to.
	 */
	readonlyRoot?: boolean;
	/**
	 * Folders in memory, empty at each start. Their contents count as
	 * memory of the box.
	 */
	memoryFolders?: {
		/** Absolute path inside. */
		target: string;
		/** Half of the box's memory if absent. */
		sizeBytes?: number;
	}[];
	/** Size of `/dev/shm` in bytes; half of the box's memory if absent. */
	shmBytes?: number;
	/** Limits of each process. */
	ulimits?: {
		/** Name as in `ulimit` and systemd. */
		name:
			| 'core'
			| 'cpu'
			| 'fsize'
			| 'locks'
			| 'memlock'
			| 'msgqueue'
			| 'nice'
			| 'nofile'
			| 'nproc'
			| 'rtprio'
			| 'rttime'
			| 'sigpending'
			| 'stack';
		/**
		 * In the kernel's unit: bytes, seconds, or a count. -1 for no
		 * limit.
		 */
		soft: number;
		/**
		 * Most that a process can raise the soft limit to; at most the
		 * host's own limit.
		 */
		hard: number;
	}[];
	/** Groups of its main process besides those of its user, by number. */
	groups?: number[];
	/** Kernel settings of its own network. */
	sysctls?: { [name: string]: string };
	/** Additional names in its `/etc/hosts`. */
	extraHosts?: {
		/** The name that resolves to the address. */
		name: string;
		/** An IPv4 or IPv6 address. */
		address: string;
	}[];
	/**
	 * Whether its first process is a small init that forwards signals and
	 * reaps processes. If absent, it is used when the host has one. If
	 * false, the box's own program is the first process.
	 */
	init?: boolean;
	/**
	 * An image of a registry, with a tag or a digest: `alpine:3.20`.
	 * Either this or `debian`.
	 */
	image?: string;
	/** The host’s own Debian base. Either this or `image`. */
	debian?: {
		/** Names of Debian packages that are added to the base. */
		packages?: string[];
	};
	/** Cores; absent: no limit of its own. */
	cpus?: number;
	/** Bytes; if absent, half of the host’s memory, at most 2 GB. */
	memoryBytes?: number;
	/**
	 * Bytes that it may write to its root; if absent, as much as the disk
	 * has.
	 */
	diskBytes?: number;
	/** Most processes and threads; 1024 if absent. */
	pids?: number;
	/**
	 * What it may reach: `none`: nothing. `internet`: the internet, never
	 * the home network. `home`: both.
	 */
	network?: 'none' | 'internet' | 'home';
	/** Networks on which it and other boxes reach each other. */
	networks?: {
		/** Id or name of the network. */
		name: string;
		/** Additional names by which other boxes find it there. */
		aliases?: string[];
		/**
		 * Address within the network’s subnet; if absent, the box only has
		 * its own address.
		 */
		address?: string;
	}[];
	/**
	 * Stored encrypted. Values are shown only to callers who may
	 * `administer`.
	 */
	env?: { [name: string]: string };
	/** Its volumes and folders of the host. */
	volumes?: (
		| {
				/** A volume that the box keeps; created if it does not exist. */
				kind: 'volume';
				/** Name of the volume. */
				name: string;
				/** Absolute path inside. */
				target: string;
				/** Whether it cannot be written from inside. */
				readonly?: boolean;
		  }
		| {
				/**
				 * A folder of the host, below one that the host’s administrator
				 * allowed.
				 */
				kind: 'folder';
				/** Absolute path on the host. */
				source: string;
				/** Absolute path inside. */
				target: string;
				/** Whether it cannot be written from inside. */
				readonly?: boolean;
		  }
	)[];
	/** Absolute folder inside; the image’s if absent. */
	workdir?: string;
	/**
	 * `1000`, `1000:1000`, `www-data`, `www-data:adm`; the image’s if
	 * absent.
	 */
	user?: string;
	/** Name → value. */
	labels?: { [name: string]: string };
	/** Program and arguments. */
	argv: string[];
	/**
	 * Kills the command after this many milliseconds, at most an hour. The
	 * time to fetch the image is not counted.
	 */
	timeoutMs?: number;
	/** Text for its stdin, which is closed after it. */
	stdin?: string;
};

export type BoxesRunAnswer = {
	/** 0–255, 128+N for signal N. */
	exitCode: number;
	/** As for a command in an existing box. */
	reason: 'exited' | 'timeout' | 'closed' | 'container-ended';
	stdout:
		| {
				text: string;
		  }
		| {
				base64: string;
		  };
	stderr:
		| {
				text: string;
		  }
		| {
				base64: string;
		  };
	/** Whether output at the end of a stream was cut off. */
	truncated: boolean;
	/** Milliseconds that the command took. */
	durationMs: number;
	/** Digest of the image; null for Debian. */
	digest: string | null;
};

export type BoxesRunEventsBody = {
	/** Host name inside; derived from the box's name if absent. */
	hostname?: string;
	/**
	 * Capabilities besides the default ones (`NET_BIND_SERVICE`, with or
	 * without `CAP_`). Like all of them, they only apply to root inside
	 * the box.
	 */
	capAdd?: string[];
	/** Capabilities to remove; `ALL` removes all except those in `capAdd`. */
	capDrop?: string[];
	/**
	 * Makes its root read-only: only volumes and folders in memory can be
	 * written to.
	 */
	readonlyRoot?: boolean;
	/**
	 * Folders in memory, empty at each start. Their contents count as
	 * memory of the box.
	 */
	memoryFolders?: {
		/** Absolute path inside. */
		target: string;
		/** Half of the box's memory if absent. */
		sizeBytes?: number;
	}[];
	/** Size of `/dev/shm` in bytes; half of the box's memory if absent. */
	shmBytes?: number;
	/** Limits of each process. */
	ulimits?: {
		/** Name as in `ulimit` and systemd. */
		name:
			| 'core'
			| 'cpu'
			| 'fsize'
			| 'locks'
			| 'memlock'
			| 'msgqueue'
			| 'nice'
			| 'nofile'
			| 'nproc'
			| 'rtprio'
			| 'rttime'
			| 'sigpending'
			| 'stack';
		/**
		 * In the kernel's unit: bytes, seconds, or a count. -1 for no
		 * limit.
		 */
		soft: number;
		/**
		 * Most that a process can raise the soft limit to; at most the
		 * host's own limit.
		 */
		hard: number;
	}[];
	/** Groups of its main process besides those of its user, by number. */
	groups?: number[];
	/** Kernel settings of its own network. */
	sysctls?: { [name: string]: string };
	/** Additional names in its `/etc/hosts`. */
	extraHosts?: {
		/** The name that resolves to the address. */
		name: string;
		/** An IPv4 or IPv6 address. */
		address: string;
	}[];
	/**
	 * Whether its first process is a small init that forwards signals and
	 * reaps processes. If absent, it is used when the host has one. If
	 * false, the box's own program is the first process.
	 */
	init?: boolean;
	/**
	 * An image of a registry, with a tag or a digest: `alpine:3.20`.
	 * Either this or `debian`.
	 */
	image?: string;
	/** The host’s own Debian base. Either this or `image`. */
	debian?: {
		/** Names of Debian packages that are added to the base. */
		packages?: string[];
	};
	/** Cores; absent: no limit of its own. */
	cpus?: number;
	/** Bytes; if absent, half of the host’s memory, at most 2 GB. */
	memoryBytes?: number;
	/**
	 * Bytes that it may write to its root; if absent, as much as the disk
	 * has.
	 */
	diskBytes?: number;
	/** Most processes and threads; 1024 if absent. */
	pids?: number;
	/**
	 * What it may reach: `none`: nothing. `internet`: the internet, never
	 * the home network. `home`: both.
	 */
	network?: 'none' | 'internet' | 'home';
	/** Networks on which it and other boxes reach each other. */
	networks?: {
		/** Id or name of the network. */
		name: string;
		/** Additional names by which other boxes find it there. */
		aliases?: string[];
		/**
		 * Address within the network’s subnet; if absent, the box only has
		 * its own address.
		 */
		address?: string;
	}[];
	/**
	 * Stored encrypted. Values are shown only to callers who may
	 * `administer`.
	 */
	env?: { [name: string]: string };
	/** Its volumes and folders of the host. */
	volumes?: (
		| {
				/** A volume that the box keeps; created if it does not exist. */
				kind: 'volume';
				/** Name of the volume. */
				name: string;
				/** Absolute path inside. */
				target: string;
				/** Whether it cannot be written from inside. */
				readonly?: boolean;
		  }
		| {
				/**
				 * A folder of the host, below one that the host’s administrator
				 * allowed.
				 */
				kind: 'folder';
				/** Absolute path on the host. */
				source: string;
				/** Absolute path inside. */
				target: string;
				/** Whether it cannot be written from inside. */
				readonly?: boolean;
		  }
	)[];
	/** Absolute folder inside; the image’s if absent. */
	workdir?: string;
	/**
	 * `1000`, `1000:1000`, `www-data`, `www-data:adm`; the image’s if
	 * absent.
	 */
	user?: string;
	/** Name → value. */
	labels?: { [name: string]: string };
	/** Program and arguments. */
	argv: string[];
	/**
	 * Kills the command after this many milliseconds, at most an hour. The
	 * time to fetch the image is not counted.
	 */
	timeoutMs?: number;
	/** Text for its stdin, which is closed after it. */
	stdin?: string;
};

export interface BoxesRunEventsEvents {
	/** The first event: the box that is created for the command. */
	made: {
		boxId: string;
		name: string;
	};
	/** A line about progress while the image is fetched and unpacked. */
	progress: {
		line: string;
	};
	/** The command runs. */
	started: { [name: string]: unknown };
	/** Output: `text` if it is valid UTF-8, else `base64`. */
	stdout:
		| {
				text: string;
		  }
		| {
				base64: string;
		  };
	/** Error output, likewise. */
	stderr:
		| {
				text: string;
		  }
		| {
				base64: string;
		  };
	/**
	 * The end, the last message: `exitCode` 0 to 255, or 128 + N after
	 * signal N; `reason` says whether it ended by itself, ran out of time,
	 * was cancelled, or ended with its service. `durationMs` is the
	 * duration of the command.
	 */
	exit: {
		/** 0–255, 128+N for signal N. */
		exitCode: number;
		/** `container-ended`: its service ended, and the command with it. */
		reason: 'exited' | 'timeout' | 'closed' | 'container-ended';
		/** Milliseconds that the command took. */
		durationMs: number;
		/** Digest of the image; null for Debian. */
		digest: string | null;
	};
	/**
	 * Instead of `exit`: why the command could not run. The box is removed
	 * in any case.
	 */
	error: {
		code: string;
		message: string;
	};
}

export type BoxesRunTerminalSends =
	| {
			type: 'start';
			/** Host name inside; derived from the box's name if absent. */
			hostname?: string;
			/**
			 * Capabilities besides the default ones (`NET_BIND_SERVICE`, with or
			 * without `CAP_`). Like all of them, they only apply to root inside
			 * the box.
			 */
			capAdd?: string[];
			/** Capabilities to remove; `ALL` removes all except those in `capAdd`. */
			capDrop?: string[];
			/**
			 * Makes its root read-only: only volumes and folders in memory can be
			 * written to.
			 */
			readonlyRoot?: boolean;
			/**
			 * Folders in memory, empty at each start. Their contents count as
			 * memory of the box.
			 */
			memoryFolders?: {
				/** Absolute path inside. */
				target: string;
				/** Half of the box's memory if absent. */
				sizeBytes?: number;
			}[];
			/** Size of `/dev/shm` in bytes; half of the box's memory if absent. */
			shmBytes?: number;
			/** Limits of each process. */
			ulimits?: {
				/** Name as in `ulimit` and systemd. */
				name:
					| 'core'
					| 'cpu'
					| 'fsize'
					| 'locks'
					| 'memlock'
					| 'msgqueue'
					| 'nice'
					| 'nofile'
					| 'nproc'
					| 'rtprio'
					| 'rttime'
					| 'sigpending'
					| 'stack';
				/**
				 * In the kernel's unit: bytes, seconds, or a count. -1 for no
				 * limit.
				 */
				soft: number;
				/**
				 * Most that a process can raise the soft limit to; at most the
				 * host's own limit.
				 */
				hard: number;
			}[];
			/** Groups of its main process besides those of its user, by number. */
			groups?: number[];
			/** Kernel settings of its own network. */
			sysctls?: { [name: string]: string };
			/** Additional names in its `/etc/hosts`. */
			extraHosts?: {
				/** The name that resolves to the address. */
				name: string;
				/** An IPv4 or IPv6 address. */
				address: string;
			}[];
			/**
			 * Whether its first process is a small init that forwards signals and
			 * reaps processes. If absent, it is used when the host has one. If
			 * false, the box's own program is the first process.
			 */
			init?: boolean;
			/**
			 * An image of a registry, with a tag or a digest: `alpine:3.20`.
			 * Either this or `debian`.
			 */
			image?: string;
			/** The host’s own Debian base. Either this or `image`. */
			debian?: {
				/** Names of Debian packages that are added to the base. */
				packages?: string[];
			};
			/** Cores; absent: no limit of its own. */
			cpus?: number;
			/** Bytes; if absent, half of the host’s memory, at most 2 GB. */
			memoryBytes?: number;
			/**
			 * Bytes that it may write to its root; if absent, as much as the disk
			 * has.
			 */
			diskBytes?: number;
			/** Most processes and threads; 1024 if absent. */
			pids?: number;
			/**
			 * What it may reach: `none`: nothing. `internet`: the internet, never
			 * the home network. `home`: both.
			 */
			network?: 'none' | 'internet' | 'home';
			/** Networks on which it and other boxes reach each other. */
			networks?: {
				/** Id or name of the network. */
				name: string;
				/** Additional names by which other boxes find it there. */
				aliases?: string[];
				/**
				 * Address within the network’s subnet; if absent, the box only has
				 * its own address.
				 */
				address?: string;
			}[];
			/**
			 * Stored encrypted. Values are shown only to callers who may
			 * `administer`.
			 */
			env?: { [name: string]: string };
			/** Its volumes and folders of the host. */
			volumes?: (
				| {
						/** A volume that the box keeps; created if it does not exist. */
						kind: 'volume';
						/** Name of the volume. */
						name: string;
						/** Absolute path inside. */
						target: string;
						/** Whether it cannot be written from inside. */
						readonly?: boolean;
				  }
				| {
						/**
						 * A folder of the host, below one that the host’s administrator
						 * allowed.
						 */
						kind: 'folder';
						/** Absolute path on the host. */
						source: string;
						/** Absolute path inside. */
						target: string;
						/** Whether it cannot be written from inside. */
						readonly?: boolean;
				  }
			)[];
			/** Absolute folder inside; the image’s if absent. */
			workdir?: string;
			/**
			 * `1000`, `1000:1000`, `www-data`, `www-data:adm`; the image’s if
			 * absent.
			 */
			user?: string;
			/** Name → value. */
			labels?: { [name: string]: string };
			/** Program and arguments. */
			argv: string[];
			/**
			 * Kills the command after this many milliseconds, at most an hour. The
			 * time to fetch the image is not counted.
			 */
			timeoutMs?: number;
			/**
			 * Size of its terminal; absent for no terminal, with stdout and stderr
			 * apart.
			 */
			terminal?: {
				/** Columns of the terminal. */
				cols: number;
				/** Rows of the terminal. */
				rows: number;
			};
	  }
	| {
			type: 'input';
			/** Text as UTF-8. */
			text: string;
	  }
	| {
			type: 'input-bytes';
			/** Bytes as base64. */
			base64: string;
	  }
	| {
			type: 'input-end';
	  }
	| {
			type: 'resize';
			/** Columns of the terminal. */
			cols: number;
			/** Rows of the terminal. */
			rows: number;
	  }
	| {
			type: 'signal';
			/** Name of the signal. */
			signal: 'SIGHUP' | 'SIGINT' | 'SIGQUIT' | 'SIGKILL' | 'SIGUSR1' | 'SIGUSR2' | 'SIGTERM' | 'SIGCONT' | 'SIGSTOP';
	  };

export type BoxesRunTerminalReceives =
	| {
			type: 'started';
	  }
	| {
			type: 'output';
			stream: 'stdout' | 'stderr';
			output:
				| {
						text: string;
				  }
				| {
						base64: string;
				  };
	  }
	| {
			type: 'exit';
			/** 0–255, 128+N for signal N. */
			exitCode: number;
			/** `container-ended`: its service ended, and the command with it. */
			reason: 'exited' | 'timeout' | 'closed' | 'container-ended';
	  }
	| {
			type: 'error';
			code: string;
			message: string;
	  };

export type BoxesSnapshotBody = {
	/** Absent: a name is generated. */
	name?: string;
};

export type BoxesSnapshotAnswer = {
	jobId: string;
	snapshotId: string;
};

export interface BoxesSnapshotsQuery {
	/** Most entries of the page; all of them if absent. */
	limit?: number | string;
	/** The `next` of the previous page, to get the following one. */
	after?: QueryText;
}

export type BoxesSnapshotsAnswer = {
	snapshots: BoxSnapshot[];
	/** Cursor of the next page; null on the last page. */
	next: string | null;
};

export type BoxesStartAnswer = {
	/** The job that does it; null if there is nothing to do. */
	jobId: string | null;
	box: BoxSummary;
};

export interface BoxesStatsQuery {
	/** Seconds of history to return, in about 300 samples. Default: "300". */
	seconds?: number | string;
}

export type BoxesStatsAnswer = {
	samples: {
		/** Milliseconds since 1970. */
		at: number[];
		/** Percent of one core: 150 is one and a half cores. */
		cpu: number[];
		/** Bytes. */
		memory: number[];
		/** Bytes per second received. */
		rx: number[];
		/** Bytes per second sent. */
		tx: number[];
		/** Number of processes and threads. */
		pids: number[];
		/** Bytes per second read from disks. */
		read: number[];
		/** Bytes per second written to disks. */
		write: number[];
	};
	gauges: {
		/** Milliseconds since 1970. */
		at: number[];
		values: { [name: string]: (number | null)[] };
	};
};

export interface BoxesStopQuery {
	/**
	 * Signal that the main process is stopped with; if absent, the box's
	 * `stopSignal`, otherwise SIGTERM.
	 */
	signal_?: 'SIGTERM' | 'SIGINT' | 'SIGQUIT' | 'SIGHUP' | 'SIGUSR1' | 'SIGUSR2' | 'SIGWINCH';
	/**
	 * Seconds until processes that still run are killed, 0 to 600; if
	 * absent, the box's `stopSeconds`, otherwise 10.
	 */
	graceSeconds?: number | string;
}

export type BoxesStopAnswer = {
	/** The job that does it; null if there is nothing to do. */
	jobId: string | null;
	box: BoxSummary;
};

export type BoxesUpdateBody = {
	/**
	 * Null for no limit of its own. New limits apply to a running box at
	 * once.
	 */
	cpus?: number | null;
	/** Bytes. */
	memoryBytes?: number;
	/** Number of processes and threads. */
	pids?: number;
	/**
	 * Applies at once if the disk can enforce it; null for no limit of its
	 * own.
	 */
	diskBytes?: number | null;
	/** Replaces all labels. */
	labels?: { [name: string]: string };
	/**
	 * What happens when its main process ends: `no`, `always`,
	 * `unless-stopped`, `on-failure`, `on-failure:N` (at most N times).
	 */
	restart?: string;
	/**
	 * Seconds without a command or network traffic after which it is
	 * stopped; null: never.
	 */
	idleStopSeconds?: number | null;
	/** Milliseconds since 1970; null for never. */
	expiresAt?: number | null;
	/**
	 * What it may reach. Applies at once, unless the box had no network
	 * when it was started.
	 */
	network?: 'none' | 'internet' | 'home';
	/** Replaces all ports; applies as `network` does. */
	ports?: {
		/** Port of the host; a free one if absent. */
		hostPort?: number;
		/**
		 * With `hostPort`: the last of a range, of which the first free
		 * port is taken.
		 */
		hostPortLast?: number;
		/**
		 * The one IPv4 or IPv6 address of the host on which the port is
		 * open; all IPv4 addresses if absent. `::`: all addresses of both
		 * families.
		 */
		hostAddress?: string;
		/** Port inside the box. */
		port: number;
		/** Protocol of the port. */
		protocol?: 'tcp' | 'udp';
	}[];
	/**
	 * Signal that stops the box when the caller names none; SIGTERM if
	 * absent.
	 */
	stopSignal?: 'SIGTERM' | 'SIGINT' | 'SIGQUIT' | 'SIGHUP' | 'SIGUSR1' | 'SIGUSR2' | 'SIGWINCH';
	/** Seconds until processes that still run are killed; 10 if absent. */
	stopSeconds?: number;
};

export type BoxesUpdateAnswer = BoxDetail;

export interface BoxesVolumesQuery {
	/** Most entries of the page; all of them if absent. */
	limit?: number | string;
	/** The `next` of the previous page, to get the following one. */
	after?: QueryText;
}

export type BoxesVolumesAnswer = {
	volumes: {
		/** Name of the volume. */
		name: string;
		labels: { [name: string]: string };
		/** Milliseconds since 1970. */
		createdAt: number;
		/** Names of the boxes that use it. */
		usedBy: string[];
	}[];
	/** Cursor of the next page; null on the last page. */
	next: string | null;
};

export type CallerGetAnswer = {
	/** `local`: a program of this machine that uses the Unix socket. */
	kind: 'session' | 'token' | 'local' | 'pup' | 'anyone';
	/** Name of the token; null for other callers. */
	name: string | null;
	scopes: ('see' | 'operate' | 'install' | 'configure' | 'administer')[];
};

export interface ConfigCompareQuery {
	/** Number of the older version. */
	from: QueryText;
	/** Number of the newer version; absent: the pup’s current settings. */
	to?: QueryText;
}

export type ConfigCompareAnswer = {
	differences: {
		name: string;
		label: string;
		/**
		 * Whether its values are hidden: here they are empty, or null when
		 * there is none.
		 */
		secret: boolean;
		/**
		 * Value in the older version; null if it has none or the value is
		 * secret.
		 */
		from: string | null;
		/**
		 * Value in the newer version; null if it has none or the value is
		 * secret.
		 */
		to: string | null;
	}[];
};

export interface ConfigHistoryQuery {
	/** Most entries of the page; all of them if absent. */
	limit?: number | string;
	/** The `next` of the previous page, to get the following one. */
	after?: QueryText;
}

export type ConfigHistoryAnswer = {
	versions: {
		/** Rising from 1. */
		version: number;
		/** Milliseconds since the epoch. */
		savedAt: number;
		savedBy: 'owner' | 'token' | 'setup' | 'local' | 'pup' | 'anyone' | 'box';
		/** Name of the token at the time. */
		savedByName: string | null;
		/** Labels of the settings that differ from the previous version. */
		changed: string[];
		/** Whether it is the pup's current configuration. */
		current: boolean;
	}[];
	/** Cursor of the next page; null on the last page. */
	next: string | null;
};

export type ConfigRestoreBody = {
	/** Number of the version in the history. */
	version: number;
};

export interface ConfigRestoreQuery {
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type ConfigRestoreAnswer = {
	/** The job that does it; null if there is nothing to do. */
	jobId: string | null;
	pup: PupDetail;
	/** Settings that change. */
	differences: {
		name: string;
		label: string;
		/**
		 * Whether its values are hidden: here they are empty, or null when
		 * there is none.
		 */
		secret: boolean;
		/**
		 * Value in the older version; null if it has none or the value is
		 * secret.
		 */
		from: string | null;
		/**
		 * Value in the newer version; null if it has none or the value is
		 * secret.
		 */
		to: string | null;
	}[];
	/** With `plan=1`: what the call would do. */
	plan?: {
		changes: (
			| 'limits'
			| 'config'
			| 'program'
			| 'services'
			| 'internet'
			| 'devices'
			| 'dev'
			| 'version'
			| 'files'
			| 'root'
			| 'links'
			| 'box'
		)[];
		effect: 'nothing' | 'live' | 'services' | 'container' | 'root' | 'start' | 'stop';
		/** Services that are restarted. */
		services: string[];
		/** Summary in a sentence for a person. */
		text: string;
	};
};

export type ConnectionsGetAnswer = {
	nodes: {
		/** Id of the pup; `internet`, `lan`. */
		id: string;
		kind: 'pup' | 'internet' | 'lan';
		name: string;
		/** Null for an endpoint that is not a pup. */
		state:
			| 'installing'
			| 'stopped'
			| 'starting'
			| 'running'
			| 'stopping'
			| 'crashed'
			| 'broken'
			| 'updating'
			| 'uninstalled'
			| null;
		/** Address on the pup network. */
		address: string | null;
	}[];
	edges: {
		from: string;
		to: string;
		/** Null for the internet and the home network. */
		interface: string | null;
		/**
		 * Most serious severity of the granted groups; of the requested
		 * groups if none is granted.
		 */
		severity: number | null;
		groups: {
			name: string;
			description: string;
			/** 1 critical … 3 can only read; null when not rated. */
			severity: number | null;
			granted: boolean;
			optional: boolean;
		}[];
		/** Whether any of it is allowed. */
		open: boolean;
		/**
		 * Names and networks to which the access is restricted; null for
		 * no restriction.
		 */
		only: string[] | null;
		/** Why nothing can pass although it is allowed, in a sentence. */
		problem: string | null;
		/** Since the box began counting; null when not counted. */
		bytes: number | null;
		/** Number of requests that passed; null if they are not counted. */
		requests: number | null;
		/** Number of refused requests; null if they are not counted. */
		refused: number | null;
	}[];
	/**
	 * Why pups cannot call each other through the gateway, in a sentence;
	 * null when they can.
	 */
	problem: string | null;
};

export interface ConnectionsRequestsQuery {
	/** Name of the interface. */
	interface: QueryText;
	/** Most entries of the page; all of them if absent. */
	limit?: number | string;
	/** The `next` of the previous page, to get the following one. */
	after?: QueryText;
}

export type ConnectionsRequestsAnswer = {
	requests: {
		/** Milliseconds since the epoch. */
		at: number;
		method: string;
		/** Path without the query. */
		path: string;
		/** HTTP status; null if there was no response. */
		status: number;
		/** Bytes. */
		bytes: number;
		/** Why the gateway refused it; null when it was forwarded. */
		refused: string | null;
	}[];
	/** Cursor of the next page; null on the last page. */
	next: string | null;
};

export interface EventsFollowQuery {
	/** The `next` of the previous page: the entries that follow it. */
	after?: number | string;
	/** Kinds of changes, separated by commas. */
	kinds?: QueryText;
	/** Id of a pup: events about it, and jobs about it. */
	pup?: QueryText;
}

export interface EventsFollowEvents {
	/**
	 * The first event. `boot` differs after each start of dogeboxd; `seq`
	 * is the number of the newest change.
	 */
	hello: {
		/** Number of the change. */
		seq: number;
		boot: string;
		version: string;
	};
	/**
	 * Too many changes were missed: read the current state again and
	 * continue from `seq`.
	 */
	resync: {
		/** Number of the change. */
		seq: number;
	};
	/**
	 * Changes up to `seq` were filtered out. Only the number matters:
	 * continue from it.
	 */
	passed: {
		/** Number of the change. */
		seq: number;
	};
	/**
	 * A pup changed: the complete pup. Sizes are bytes, times milliseconds
	 * since 1970.
	 */
	pup: {
		/** Number of the change. */
		seq: number;
		/** Milliseconds since 1970. */
		at: number;
		body: {
			kind: 'pup';
			pup: PupSummary;
		};
	};
	/** A pup was removed. */
	'pup-removed': {
		/** Number of the change. */
		seq: number;
		/** Milliseconds since 1970. */
		at: number;
		body: {
			kind: 'pup-removed';
			id: string;
		};
	};
	/**
	 * The providers of pups, or what pups may reach, changed: read it
	 * again where you show it. `ids` are the ids of those pups.
	 */
	wiring: {
		/** Number of the change. */
		seq: number;
		/** Milliseconds since 1970. */
		at: number;
		body: {
			kind: 'wiring';
			ids: string[];
		};
	};
	/** A box changed: the complete box. */
	'ad-hoc-box': {
		/** Number of the change. */
		seq: number;
		/** Milliseconds since 1970. */
		at: number;
		body: {
			kind: 'ad-hoc-box';
			box: BoxSummary;
		};
	};
	/** A box was removed. */
	'ad-hoc-box-removed': {
		/** Number of the change. */
		seq: number;
		/** Milliseconds since 1970. */
		at: number;
		body: {
			kind: 'ad-hoc-box-removed';
			id: string;
		};
	};
	/**
	 * A command in a box was started if `end` is null; otherwise it has
	 * ended.
	 */
	'ad-hoc-box-exec': {
		/** Number of the change. */
		seq: number;
		/** Milliseconds since 1970. */
		at: number;
		body: {
			kind: 'ad-hoc-box-exec';
			boxId: string;
			execId: string;
			/** How it ended; null while it runs. */
			end: {
				/** 0–255, 128+N for signal N. */
				exitCode: number;
				/**
				 * `timeout`: it exceeded its time limit. `closed`: it was
				 * cancelled. `container-ended`: the box stopped. `lost`:
				 * the process that recorded it was killed, or the host was
				 * switched off.
				 */
				reason: 'exited' | 'timeout' | 'closed' | 'container-ended' | 'lost';
			} | null;
		};
	};
	/**
	 * A job made progress: `percent` is 0 to 100 over all steps. The last
	 * event of a job has a final `status`.
	 */
	job: {
		/** Number of the change. */
		seq: number;
		/** Milliseconds since 1970. */
		at: number;
		body: {
			kind: 'job';
			job: Job;
		};
	};
	/** A source changed: the complete source. */
	source: {
		/** Number of the change. */
		seq: number;
		/** Milliseconds since 1970. */
		at: number;
		body: {
			kind: 'source';
			source: Source;
		};
	};
	/** A source was removed. */
	'source-removed': {
		/** Number of the change. */
		seq: number;
		/** Milliseconds since 1970. */
		at: number;
		body: {
			kind: 'source-removed';
			id: string;
		};
	};
	/** The offers of sources changed: read them again where you show them. */
	store: {
		/** Number of the change. */
		seq: number;
		/** Milliseconds since 1970. */
		at: number;
		body: {
			kind: 'store';
		};
	};
	/** The list of sessions changed. */
	sessions: {
		/** Number of the change. */
		seq: number;
		/** Milliseconds since 1970. */
		at: number;
		body: {
			kind: 'sessions';
		};
	};
	/** Setup, name or runtime of the box changed. */
	box: {
		/** Number of the change. */
		seq: number;
		/** Milliseconds since 1970. */
		at: number;
		body: {
			kind: 'box';
		};
	};
	/** The complete list of what needs the owner’s attention. */
	attention: {
		/** Number of the change. */
		seq: number;
		/** Milliseconds since 1970. */
		at: number;
		body: {
			kind: 'attention';
			items: {
				/**
				 * Stable while the same problem exists:
				 * `pup:<id>:crashed`.
				 */
				id: string;
				severity: 'critical' | 'warning' | 'info';
				/** What is wrong, in a few words. */
				title: string;
				/** Why, and what to do. */
				text: string;
				/**
				 * Page on which the owner acts; null when the action is
				 * outside the dashboard.
				 */
				action: {
					label: string;
					/** Path on the box. */
					href: string;
				} | null;
				/**
				 * Steps to take on the host, each with the command that
				 * does it, or null where none can.
				 */
				steps: {
					text: string;
					/** A command that solves it; null if none can. */
					command: string | null;
				}[];
				/**
				 * Related pages, each with a short note: for a full disk,
				 * the pups that use most of it.
				 */
				links: {
					label: string;
					/** Path on the box. */
					href: string;
					note: string;
				}[];
				/** Milliseconds since the epoch. */
				since: number;
				/** What the item is about; null for the box itself. */
				subject: {
					kind: 'pup' | 'job' | 'disk';
					id: string;
				} | null;
				/**
				 * Whether the owner can dismiss it, because it reports
				 * something that is over.
				 */
				dismissible: boolean;
			}[];
		};
	};
}

export interface FilesArchiveQuery {
	/**
	 * One of the pup’s `volumes`, where its image keeps data; the pup's
	 * storage if absent.
	 */
	volume?: QueryText;
	/**
	 * Path below the storage of the pup, or the root of the box; parts
	 * separated by `/`.
	 */
	path?: QueryText;
}

export interface FilesCancelUploadQuery {
	/**
	 * One of the pup’s `volumes`, where its image keeps data; the pup's
	 * storage if absent.
	 */
	volume?: QueryText;
	/**
	 * Path below the storage of the pup, or the root of the box; parts
	 * separated by `/`.
	 */
	path: QueryText;
	/** Bytes of the whole file. */
	size: number | string;
	/**
	 * Distinguishes two files of the same name and size: the time of the
	 * last change, or a hash.
	 */
	version?: QueryText;
}

export interface FilesListQuery {
	/**
	 * One of the pup’s `volumes`, where its image keeps data; the pup's
	 * storage if absent.
	 */
	volume?: QueryText;
	/**
	 * Path below the storage of the pup, or the root of the box; parts
	 * separated by `/`.
	 */
	path?: QueryText;
	/** The `next` of the previous page. */
	after?: QueryText;
	/** Most entries in this answer. Default: "500". */
	limit?: number | string;
}

export type FilesListAnswer = {
	entries: {
		/** Name for display; it may contain any character. */
		name: string;
		/** Addresses the entry in a path. */
		part: string;
		/** `other`: a socket, pipe or device. */
		kind: 'file' | 'folder' | 'link' | 'other';
		/** Bytes, for files. */
		size: number;
		/** Milliseconds since the epoch. */
		modifiedAt: number;
		/** Target of a link, as the link contains it. */
		target?: string;
	}[];
	/** Number of entries, as far as they were counted. */
	total: number;
	/**
	 * Whether the folder has more entries than are counted and can be
	 * listed.
	 */
	more: boolean;
	/** Send it as `after` for the next page; null at the end. */
	next: string | null;
};

export type FilesMakeFolderBody = {
	/**
	 * Path below the storage of the pup, or the root of the box; parts
	 * separated by `/`.
	 */
	path: string;
};

export interface FilesMakeFolderQuery {
	/**
	 * One of the pup’s `volumes`, where its image keeps data; the pup's
	 * storage if absent.
	 */
	volume?: QueryText;
}

export type FilesMoveBody = {
	/** Path of the entry to move. */
	from: string;
	/** New path. */
	to: string;
};

export interface FilesMoveQuery {
	/**
	 * One of the pup’s `volumes`, where its image keeps data; the pup's
	 * storage if absent.
	 */
	volume?: QueryText;
}

export interface FilesReadQuery {
	/**
	 * One of the pup’s `volumes`, where its image keeps data; the pup's
	 * storage if absent.
	 */
	volume?: QueryText;
	/**
	 * Path below the storage of the pup, or the root of the box; parts
	 * separated by `/`.
	 */
	path: QueryText;
}

export interface FilesRemoveQuery {
	/**
	 * One of the pup’s `volumes`, where its image keeps data; the pup's
	 * storage if absent.
	 */
	volume?: QueryText;
	/**
	 * Path below the storage of the pup, or the root of the box; parts
	 * separated by `/`.
	 */
	path: QueryText;
}

export interface FilesUploadQuery {
	/**
	 * One of the pup’s `volumes`, where its image keeps data; the pup's
	 * storage if absent.
	 */
	volume?: QueryText;
	/**
	 * Path below the storage of the pup, or the root of the box; parts
	 * separated by `/`.
	 */
	path: QueryText;
	/** Bytes of the whole file. */
	size: number | string;
	/**
	 * Distinguishes two files of the same name and size: the time of the
	 * last change, or a hash.
	 */
	version?: QueryText;
	/** Offset of this part in the file. Default: "0". */
	offset?: number | string;
	/** Whether to replace an existing file. Default: "false". */
	replace?: boolean | 'true' | 'false';
}

export type FilesUploadAnswer = {
	/** Bytes received so far: the next part begins here. */
	offset: number;
	/** Whether the file is complete and in its place. */
	done: boolean;
};

export interface FilesUploadedQuery {
	/**
	 * One of the pup’s `volumes`, where its image keeps data; the pup's
	 * storage if absent.
	 */
	volume?: QueryText;
	/**
	 * Path below the storage of the pup, or the root of the box; parts
	 * separated by `/`.
	 */
	path: QueryText;
	/** Bytes of the whole file. */
	size: number | string;
	/**
	 * Distinguishes two files of the same name and size: the time of the
	 * last change, or a hash.
	 */
	version?: QueryText;
}

export type FilesUploadedAnswer = {
	/** Bytes received so far: the next part begins here. */
	offset: number;
	/** Whether the file is complete and in its place. */
	done: boolean;
};

export type ImagesGetAnswer = Image;

export interface ImagesListQuery {
	/** Most entries of the page; all of them if absent. */
	limit?: number | string;
	/** The `next` of the previous page, to get the following one. */
	after?: QueryText;
}

export type ImagesListAnswer = {
	images: Image[];
	/** Cursor of the next page; null on the last page. */
	next: string | null;
};

export type ImagesPruneBody = {
	/** Also named images from which no box was made. */
	all?: boolean;
};

export interface ImagesPruneQuery {
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type ImagesPruneAnswer = {
	removed: string[];
	/** Bytes. */
	bytes: number;
};

export type ImagesPullBody = {
	/** Name of the image, with a tag or a digest. */
	reference: string;
};

export type ImagesPullAnswer = {
	jobId: string;
};

export interface ImagesRemoveQuery {
	/** Even if it is in use. Default: "false". */
	force?: boolean | 'true' | 'false';
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type ImagesRemoveAnswer = {
	removed: string[];
};

export type ImagesTagBody = {
	/** The further name, with a tag: `mine:1`. */
	name: string;
};

export type ImagesTagAnswer = Image;

export type JobsCancelAnswer = Job;

export interface JobsGetQuery {
	/**
	 * Seconds to wait with the answer until it has ended, at most 60.
	 * Default: "0".
	 */
	wait?: number | string;
}

export type JobsGetAnswer = Job;

export interface JobsListQuery {
	/** Most entries in this answer. Default: "50". */
	limit?: number | string;
	/** Only jobs that have not ended. Default: "false". */
	unfinished?: boolean | 'true' | 'false';
	/**
	 * Jobs created before this time, milliseconds since 1970: the
	 * `createdAt` of the last job of the previous page.
	 */
	before?: number | string;
	/** Id of the pup or source that the jobs are about. */
	subject?: QueryText;
	/** Kinds, separated by commas. */
	kind?: QueryText;
	/** Statuses, separated by commas. */
	status?: QueryText;
}

export type JobsListAnswer = {
	jobs: Job[];
};

export interface JobsLogQuery {
	/** Continues after this position: the `cursor` of the previous answer. */
	after?: QueryText;
	/**
	 * Continues with older entries before this one: the `start` of the
	 * previous page.
	 */
	before?: QueryText;
	/** Number of last lines. */
	tail?: number | string;
	/** Most entries in this answer. Default: "1000". */
	limit?: number | string;
	/**
	 * Lines of this time or later: ISO 8601, milliseconds since 1970, or
	 * an age (`90s`, `15m`, `2h`, `3d`).
	 */
	since?: QueryText;
	/** Lines before this time, in the same formats. */
	until?: QueryText;
	/** Lines that contain this text. */
	search?: QueryText;
	/**
	 * Whether `search` is a JavaScript regular expression. Default:
	 * "false".
	 */
	regex?: boolean | 'true' | 'false';
	/** Whether the search is case-sensitive. Default: "false". */
	case?: boolean | 'true' | 'false';
	/** Lines that declare this level or a more severe one. */
	level?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
}

export type JobsLogAnswer = {
	lines: LogLine[];
	/**
	 * Position before the first line: send it as `before` for the previous
	 * page.
	 */
	start: string;
	/** Whether there may be earlier lines. */
	older: boolean;
	/** Position after the last line, or where one would have been. */
	cursor: string;
	/** Whether more lines can be read now. */
	more: boolean;
	/**
	 * Whether lines after the given cursor no longer exist, because the
	 * log has been rotated too often since.
	 */
	gap: boolean;
};

export interface JobsLogFileQuery {
	/**
	 * Lines of this time or later: ISO 8601, milliseconds since 1970, or
	 * an age (`90s`, `15m`, `2h`, `3d`).
	 */
	since?: QueryText;
	/** Lines before this time, in the same formats. */
	until?: QueryText;
	/**
	 * `text`: time, service, stream, text. `json`: one JSON object per
	 * line. Default: "text".
	 */
	format?: 'text' | 'json';
	/** Whether the file is compressed. Default: "false". */
	gzip?: boolean | 'true' | 'false';
}

export type KeysGetAnswer = {
	locked: boolean;
};

export type KeysUnlockBody = {
	/** The owner’s password. */
	password: string;
};

export type KeysUnlockAnswer = {
	locked: boolean;
};

export type LiveOpenSends =
	| {
			type: 'subscribe';
			/** Names of channels, at most 64. */
			channels: string[];
			/**
			 * Number of the last change seen; later changes are replayed. If
			 * absent, only new changes are sent.
			 */
			since?: number;
			/**
			 * For logs: cursor of the last line seen, by channel. Lines written
			 * since are sent first.
			 */
			after?: { [name: string]: string };
	  }
	| {
			type: 'unsubscribe';
			/** Names of channels, at most 64. */
			channels: string[];
	  }
	| {
			type: 'ping';
	  };

export type LiveOpenReceives =
	| {
			type: 'hello';
			/** Number of the change. */
			seq: number;
			boot: string;
			version: string;
	  }
	| {
			type: 'subscribed';
			channels: string[];
			/** Number of the change. */
			seq: number;
	  }
	| {
			type: 'change';
			channel: string;
			/** Number of the change. */
			seq: number;
			/** Milliseconds since 1970. */
			at: number;
			body:
				| {
						kind: 'pup';
						pup: PupSummary;
				  }
				| {
						kind: 'pup-removed';
						id: string;
				  }
				| {
						kind: 'wiring';
						ids: string[];
				  }
				| {
						kind: 'ad-hoc-box';
						box: BoxSummary;
				  }
				| {
						kind: 'ad-hoc-box-removed';
						id: string;
				  }
				| {
						kind: 'ad-hoc-box-exec';
						boxId: string;
						execId: string;
						/** How it ended; null while it runs. */
						end: {
							/** 0–255, 128+N for signal N. */
							exitCode: number;
							/**
							 * `timeout`: it exceeded its time limit. `closed`: it was
							 * cancelled. `container-ended`: the box stopped. `lost`: the
							 * process that recorded it was killed, or the host was
							 * switched off.
							 */
							reason: 'exited' | 'timeout' | 'closed' | 'container-ended' | 'lost';
						} | null;
				  }
				| {
						kind: 'job';
						job: Job;
				  }
				| {
						kind: 'source';
						source: Source;
				  }
				| {
						kind: 'source-removed';
						id: string;
				  }
				| {
						kind: 'store';
				  }
				| {
						kind: 'sessions';
				  }
				| {
						kind: 'box';
				  }
				| {
						kind: 'attention';
						items: {
							/** Stable while the same problem exists: `pup:<id>:crashed`. */
							id: string;
							severity: 'critical' | 'warning' | 'info';
							/** What is wrong, in a few words. */
							title: string;
							/** Why, and what to do. */
							text: string;
							/**
							 * Page on which the owner acts; null when the action is
							 * outside the dashboard.
							 */
							action: {
								label: string;
								/** Path on the box. */
								href: string;
							} | null;
							/**
							 * Steps to take on the host, each with the command that does
							 * it, or null where none can.
							 */
							steps: {
								text: string;
								/** A command that solves it; null if none can. */
								command: string | null;
							}[];
							/**
							 * Related pages, each with a short note: for a full disk, the
							 * pups that use most of it.
							 */
							links: {
								label: string;
								/** Path on the box. */
								href: string;
								note: string;
							}[];
							/** Milliseconds since the epoch. */
							since: number;
							/** What the item is about; null for the box itself. */
							subject: {
								kind: 'pup' | 'job' | 'disk';
								id: string;
							} | null;
							/**
							 * Whether the owner can dismiss it, because it reports
							 * something that is over.
							 */
							dismissible: boolean;
						}[];
				  };
	  }
	| {
			type: 'resync';
			/** Number of the change. */
			seq: number;
	  }
	| {
			type: 'box-sample';
			channel: string;
			sample: {
				/** Milliseconds since the epoch. */
				at: number;
				/** Per cent of one core: 150 = one and a half cores. */
				cpu: number;
				/** Bytes. */
				memory: number;
				/**
				 * Bytes per second received and sent; for a pup from the pup's own
				 * point of view.
				 */
				rx: number;
				/** Bytes per second sent. */
				tx: number;
				/** Number of processes and threads (pids controller). */
				pids: number;
				/** Bytes per second read from and written to disks. */
				read: number;
				/** Bytes per second written to disks. */
				write: number;
			};
			stats: BoxStats;
	  }
	| {
			type: 'pup-sample';
			channel: string;
			pupId: string;
			sample: {
				/** Milliseconds since the epoch. */
				at: number;
				/** Per cent of one core: 150 = one and a half cores. */
				cpu: number;
				/** Bytes. */
				memory: number;
				/**
				 * Bytes per second received and sent; for a pup from the pup's own
				 * point of view.
				 */
				rx: number;
				/** Bytes per second sent. */
				tx: number;
				/** Number of processes and threads (pids controller). */
				pids: number;
				/** Bytes per second read from and written to disks. */
				read: number;
				/** Bytes per second written to disks. */
				write: number;
			};
	  }
	| {
			type: 'ad-hoc-box-sample';
			channel: string;
			boxId: string;
			sample: {
				/** Milliseconds since the epoch. */
				at: number;
				/** Per cent of one core: 150 = one and a half cores. */
				cpu: number;
				/** Bytes. */
				memory: number;
				/**
				 * Bytes per second received and sent; for a pup from the pup's own
				 * point of view.
				 */
				rx: number;
				/** Bytes per second sent. */
				tx: number;
				/** Number of processes and threads (pids controller). */
				pids: number;
				/** Bytes per second read from and written to disks. */
				read: number;
				/** Bytes per second written to disks. */
				write: number;
			};
	  }
	| {
			type: 'log';
			channel: string;
			lines: LogLine[];
			/** Lines before these were skipped or are gone. */
			gap?: boolean;
	  }
	| {
			type: 'pong';
	  }
	| {
			type: 'error';
			code: string;
			message: string;
	  };

export type NetworksConnectBody = {
	/** Id or name of the box. */
	box: string;
	/** Further names by which it is found on the network. */
	aliases?: string[];
	/**
	 * Address within the network’s subnet; if absent, the box only has its
	 * own address.
	 */
	address?: string;
};

export interface NetworksConnectQuery {
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type NetworksConnectAnswer = {
	/** 64 hex digits. */
	id: string;
	name: string;
	labels: { [name: string]: string };
	/**
	 * Whether the network gives its boxes no access to the internet or the
	 * home network.
	 */
	internal: boolean;
	/**
	 * Whether boxes also have an IPv6 address there, by which they reach
	 * each other.
	 */
	ipv6: boolean;
	/**
	 * Subnet in which addresses of boxes can be chosen, CIDR; null for
	 * none.
	 */
	subnet: string | null;
	/** Annotations from the program that created it; null for none. */
	annotations: string | null;
	/** Milliseconds since the epoch. */
	createdAt: number;
	boxes: {
		id: string;
		name: string;
		/** Additional names by which other boxes find it there. */
		aliases: string[];
		/**
		 * The address chosen there, or its own; null while it does not
		 * run.
		 */
		address: string | null;
		/**
		 * Its IPv6 address, if the network has IPv6; null while the box
		 * does not run.
		 */
		ipv6: string | null;
	}[];
	/** With `plan=1`: what the call would do. */
	plan?: {
		effects: {
			kind:
				| 'pup'
				| 'data'
				| 'connection'
				| 'access'
				| 'port'
				| 'page'
				| 'source'
				| 'session'
				| 'box'
				| 'snapshot'
				| 'network';
			/** Null when it has no id, or none yet. */
			id: string | null;
			/** Name that a person knows it by. */
			name: string;
			/** What happens to it, in a sentence. */
			text: string;
		}[];
	};
};

export type NetworksCreateBody = {
	/** Unique among networks. */
	name: string;
	/** Name → value. */
	labels?: { [name: string]: string };
	/**
	 * Whether the network gives no access to the internet or the home
	 * network.
	 */
	internal?: boolean;
	/**
	 * Whether boxes also have an IPv6 address there, by which they only
	 * reach each other.
	 */
	ipv6?: boolean;
	/** Subnet in which addresses of boxes can be chosen, CIDR. */
	subnet?: string;
	/**
	 * Opaque text that is kept and returned for the program that creates
	 * the network.
	 */
	annotations?: string;
};

export type NetworksCreateAnswer = Network;

export type NetworksDisconnectBody = {
	/** Id or name of the box. */
	box: string;
};

export interface NetworksDisconnectQuery {
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type NetworksDisconnectAnswer = {
	/** 64 hex digits. */
	id: string;
	name: string;
	labels: { [name: string]: string };
	/**
	 * Whether the network gives its boxes no access to the internet or the
	 * home network.
	 */
	internal: boolean;
	/**
	 * Whether boxes also have an IPv6 address there, by which they reach
	 * each other.
	 */
	ipv6: boolean;
	/**
	 * Subnet in which addresses of boxes can be chosen, CIDR; null for
	 * none.
	 */
	subnet: string | null;
	/** Annotations from the program that created it; null for none. */
	annotations: string | null;
	/** Milliseconds since the epoch. */
	createdAt: number;
	boxes: {
		id: string;
		name: string;
		/** Additional names by which other boxes find it there. */
		aliases: string[];
		/**
		 * The address chosen there, or its own; null while it does not
		 * run.
		 */
		address: string | null;
		/**
		 * Its IPv6 address, if the network has IPv6; null while the box
		 * does not run.
		 */
		ipv6: string | null;
	}[];
	/** With `plan=1`: what the call would do. */
	plan?: {
		effects: {
			kind:
				| 'pup'
				| 'data'
				| 'connection'
				| 'access'
				| 'port'
				| 'page'
				| 'source'
				| 'session'
				| 'box'
				| 'snapshot'
				| 'network';
			/** Null when it has no id, or none yet. */
			id: string | null;
			/** Name that a person knows it by. */
			name: string;
			/** What happens to it, in a sentence. */
			text: string;
		}[];
	};
};

export type NetworksGetAnswer = Network;

export interface NetworksListQuery {
	/** Most entries of the page; all of them if absent. */
	limit?: number | string;
	/** The `next` of the previous page, to get the following one. */
	after?: QueryText;
}

export type NetworksListAnswer = {
	networks: Network[];
	/** Cursor of the next page; null on the last page. */
	next: string | null;
};

export type NetworksPruneBody = {
	/** Ids or names of the networks to consider; all networks if absent. */
	networks?: string[];
};

export interface NetworksPruneQuery {
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type NetworksPruneAnswer = {
	removed: {
		id: string;
		name: string;
	}[];
};

export type NotificationsAddBody =
	| {
			/** The owner's name for it. */
			name: string;
			/** Severities that are sent there. */
			severities: ('critical' | 'warning' | 'info')[];
			kind: 'webhook';
			/** Web address, http or https. */
			url: string;
			/** Key of the signature; stored encrypted. */
			secret?: string | null;
	  }
	| {
			/** The owner's name for it. */
			name: string;
			/** Severities that are sent there. */
			severities: ('critical' | 'warning' | 'info')[];
			kind: 'email';
			/** Name or address of the mail server. */
			host: string;
			/** Port of the mail server. */
			port: number;
			/**
			 * `tls`: encrypted from the first byte (port 465). `starttls`: the
			 * server must offer it (587). `none`: unencrypted, for a server at
			 * home.
			 */
			security: 'tls' | 'starttls' | 'none';
			/** Name at the server; empty for none. */
			username?: string;
			/** Password of the account; stored encrypted. */
			secret?: string | null;
			/** Address of the sender. */
			from: string;
			/** Address of the recipient. */
			to: string;
	  }
	| {
			/** The owner's name for it. */
			name: string;
			/** Severities that are sent there. */
			severities: ('critical' | 'warning' | 'info')[];
			kind: 'ntfy';
			/**
			 * Address of the server: `https://ntfy.sh`. It is shown, so it
			 * contains no token.
			 */
			url: string;
			/** Topic at ntfy. */
			topic: string;
			/** Access token; stored encrypted. */
			secret?: string | null;
	  }
	| {
			/** The owner's name for it. */
			name: string;
			/** Severities that are sent there. */
			severities: ('critical' | 'warning' | 'info')[];
			kind: 'push';
			/** As the browser provides it (PushSubscription.toJSON). */
			endpoint: string;
			/** Stored encrypted, with the rest of the subscription. */
			keys: {
				/** As the browser gives it, base64url. */
				p256dh: string;
				/** As the browser gives it, base64url. */
				auth: string;
			};
	  };

export type NotificationsAddAnswer = Destination;

export type NotificationsChangeBody = {
	/** The owner's name for it. */
	name?: string;
	/** Severities that are sent there. */
	severities?: ('critical' | 'warning' | 'info')[];
	/** Where it is sent, complete; its kind stays. */
	target?:
		| {
				kind: 'webhook';
				/** Web address, http or https. */
				url?: string;
				/** Key of the signature; stored encrypted. */
				secret?: string | null;
		  }
		| {
				kind: 'email';
				/** Name or address of the mail server. */
				host: string;
				/** Port number. */
				port: number;
				/**
				 * `tls`: encrypted from the first byte (port 465). `starttls`: the
				 * server must offer it (587). `none`: unencrypted, for a server at
				 * home.
				 */
				security: 'tls' | 'starttls' | 'none';
				/** Name at the server; empty for none. */
				username?: string;
				/** Password of the account; stored encrypted. */
				secret?: string | null;
				/** Address of the sender. */
				from: string;
				/** Address of the recipient. */
				to: string;
		  }
		| {
				kind: 'ntfy';
				/**
				 * Address of the server: `https://ntfy.sh`. It is shown, so it
				 * contains no token.
				 */
				url: string;
				/** Topic at ntfy. */
				topic: string;
				/** Access token; stored encrypted. */
				secret?: string | null;
		  };
};

export type NotificationsChangeAnswer = Destination;

export type NotificationsGetAnswer = {
	destinations: Destination[];
	/** Hours in which only critical notifications are sent; null for none. */
	quietHours: {
		/** Time of day in the box’s time zone, `22:30`. */
		from: string;
		/** Time of day in the box’s time zone, `22:30`. */
		to: string;
	} | null;
	/** Time zone of the box. */
	timeZone: string;
	/** Public key with which browsers subscribe (RFC 8292), base64url. */
	pushKey: string;
	/** The latest messages, newest first. */
	deliveries: {
		id: string;
		destinationId: string;
		itemId: string;
		severity: 'critical' | 'warning' | 'info';
		title: string;
		state: 'waiting' | 'sent' | 'failed';
		/** Number of attempts. */
		attempts: number;
		/** Milliseconds since 1970. */
		createdAt: number;
		/** When the next attempt is; null when there is none. */
		nextAt: number | null;
		/** Milliseconds since 1970; null before it is sent. */
		sentAt: number | null;
		/** Why the last attempt failed. */
		problem: string | null;
	}[];
};

export type NotificationsQuietBody = {
	/** Hours in which only critical notifications are sent; null for none. */
	quietHours: {
		/** Time of day in the box’s time zone, `22:30`. */
		from: string;
		/** Time of day in the box’s time zone, `22:30`. */
		to: string;
	} | null;
};

export type OpenapiGetAnswer = { [name: string]: unknown };

export type PasswordChangeBody = {
	/** The current password. */
	current: string;
	/** The new password. */
	next: string;
};

export type PasswordResetBody = {
	/** The 24 words, as one text or as a list. */
	words: string | string[];
	/** The new password. */
	next: string;
};

export type PortsChangeBody = {
	/** Ports to change; others stay as they are. */
	ports?: {
		/** Name of the port in the manifest. */
		name: string;
		/** Port of the host. */
		hostPort?: number;
		/** Whether it is open to the home network. */
		published?: boolean;
	}[];
	/** Pages to change; others stay as they are. */
	pages?: {
		/** Name of the page in the manifest. */
		name: string;
		/** Port of the host. */
		hostPort?: number;
		/**
		 * Who may open the page: logged-in users, also holders of its
		 * token, or everybody in the home network.
		 */
		access?: 'login' | 'token' | 'open';
		/** Creates a token for the page; the previous one becomes invalid. */
		newToken?: boolean;
	}[];
};

export interface PortsChangeQuery {
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type PortsChangeAnswer = {
	/** Ports, in the order of the manifest. */
	ports: {
		/** Name of the expose in its manifest. */
		name: string;
		/** Protocol of the application. */
		type: 'http' | 'tcp' | 'udp';
		protocol: 'tcp' | 'udp';
		/** Port inside the pup. */
		port: number;
		/** Port on the box. */
		hostPort: number;
		/** The port that the pup requests on the box. */
		wantedPort: number;
		/** Whether it is open to the home network. */
		published: boolean;
		/**
		 * What keeps devices from reaching it, and what to do; null for
		 * nothing.
		 */
		problem: string | null;
	}[];
	pages: {
		/** Name of the page in the manifest. */
		name: string;
		/** Port inside the pup. */
		port: number;
		/** Port on the box. */
		hostPort: number;
		access: 'login' | 'token' | 'open';
		/**
		 * When its token was created, milliseconds since the epoch; null
		 * for none.
		 */
		tokenAt: number | null;
	}[];
	/**
	 * Tokens that were created. They are in this answer and are never
	 * shown again.
	 */
	tokens: {
		page: string;
		token: string;
	}[];
	/** With `plan=1`: what the call would do. */
	plan?: {
		effects: {
			kind:
				| 'pup'
				| 'data'
				| 'connection'
				| 'access'
				| 'port'
				| 'page'
				| 'source'
				| 'session'
				| 'box'
				| 'snapshot'
				| 'network';
			/** Null when it has no id, or none yet. */
			id: string | null;
			/** Name that a person knows it by. */
			name: string;
			/** What happens to it, in a sentence. */
			text: string;
		}[];
	};
};

export type PortsGetAnswer = {
	/** Ports, in the order of the manifest. */
	ports: {
		/** Name of the expose in its manifest. */
		name: string;
		/** Protocol of the application. */
		type: 'http' | 'tcp' | 'udp';
		protocol: 'tcp' | 'udp';
		/** Port inside the pup. */
		port: number;
		/** Port on the box. */
		hostPort: number;
		/** The port that the pup requests on the box. */
		wantedPort: number;
		/** Whether it is open to the home network. */
		published: boolean;
		/**
		 * What keeps devices from reaching it, and what to do; null for
		 * nothing.
		 */
		problem: string | null;
	}[];
	pages: {
		/** Name of the page in the manifest. */
		name: string;
		/** Port inside the pup. */
		port: number;
		/** Port on the box. */
		hostPort: number;
		access: 'login' | 'token' | 'open';
		/**
		 * When its token was created, milliseconds since the epoch; null
		 * for none.
		 */
		tokenAt: number | null;
	}[];
};

export type PupsConfigureBody = {
	/** Name of a setting → its value. */
	values: { [name: string]: unknown };
};

export interface PupsConfigureQuery {
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type PupsConfigureAnswer = {
	/** The job that does it; null if there is nothing to do. */
	jobId: string | null;
	pup: PupDetail;
	/** With `plan=1`: what the call would do. */
	plan?: {
		changes: (
			| 'limits'
			| 'config'
			| 'program'
			| 'services'
			| 'internet'
			| 'devices'
			| 'dev'
			| 'version'
			| 'files'
			| 'root'
			| 'links'
			| 'box'
		)[];
		effect: 'nothing' | 'live' | 'services' | 'container' | 'root' | 'start' | 'stop';
		/** Services that are restarted. */
		services: string[];
		/** Summary in a sentence for a person. */
		text: string;
	};
	/** With `plan`: settings that would change. */
	differences?: {
		name: string;
		label: string;
		/**
		 * Whether its values are hidden: here they are empty, or null when
		 * there is none.
		 */
		secret: boolean;
		/**
		 * Value in the older version; null if it has none or the value is
		 * secret.
		 */
		from: string | null;
		/**
		 * Value in the newer version; null if it has none or the value is
		 * secret.
		 */
		to: string | null;
	}[];
};

export type PupsDevBody = {
	/** Whether dev mode is on. */
	dev: boolean;
};

export interface PupsDevQuery {
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type PupsDevAnswer = {
	/** The job that does it; null if there is nothing to do. */
	jobId: string | null;
	pup: PupDetail;
	/** With `plan=1`: what the call would do. */
	plan?: {
		changes: (
			| 'limits'
			| 'config'
			| 'program'
			| 'services'
			| 'internet'
			| 'devices'
			| 'dev'
			| 'version'
			| 'files'
			| 'root'
			| 'links'
			| 'box'
		)[];
		effect: 'nothing' | 'live' | 'services' | 'container' | 'root' | 'start' | 'stop';
		/** Services that are restarted. */
		services: string[];
		/** Summary in a sentence for a person. */
		text: string;
	};
};

export type PupsDevicesBody = {
	/** The requested devices that it may use, named as in `node`. */
	devices: string[];
};

export type PupsDevicesAnswer = {
	/** The job that does it; null if there is nothing to do. */
	jobId: string | null;
	pup: PupDetail;
};

export type PupsExecBody = {
	/** Required when the pup has several services. */
	service?: string;
	/** Program and arguments. No shell runs them unless one is named here. */
	argv: string[];
	/** Absolute folder inside; the service's if absent. */
	cwd?: string;
	/** Added to the service's environment. */
	env?: { [name: string]: string };
	/** Ids inside the container; the service's if absent. */
	user?: {
		/** Number of the user, inside. */
		uid: number;
		/** Number of the group, inside. */
		gid: number;
	};
	/** Kills the command after this many milliseconds, at most a day. */
	timeoutMs?: number;
	/** Text for its stdin, which is closed after it. */
	stdin?: string;
};

export interface PupsExecEvents {
	/** The command runs. */
	started: { [name: string]: unknown };
	/** Output: `text` if it is valid UTF-8, else `base64`. */
	stdout:
		| {
				text: string;
		  }
		| {
				base64: string;
		  };
	/** Error output, likewise. */
	stderr:
		| {
				text: string;
		  }
		| {
				base64: string;
		  };
	/**
	 * The end, the last message: `exitCode` 0 to 255, or 128 + N after
	 * signal N; `reason` says whether it ended by itself, ran out of time,
	 * was cancelled, or ended with its service.
	 */
	exit: {
		/** 0–255, 128+N for signal N. */
		exitCode: number;
		/** `container-ended`: its service ended, and the command with it. */
		reason: 'exited' | 'timeout' | 'closed' | 'container-ended';
	};
}

export type PupsGetAnswer = PupDetail;

export type PupsHooksCreateBody = {
	/** A port that the pup exposes. */
	port: number;
	/** Path that is called on the pup. */
	path: string;
	/**
	 * Ids of pups that may call it; null for those that provide something
	 * to the pup.
	 */
	callers?: string[] | null;
};

export type PupsHooksCreateAnswer = Hook;

export interface PupsHooksListQuery {
	/** Most entries of the page; all of them if absent. */
	limit?: number | string;
	/** The `next` of the previous page, to get the following one. */
	after?: QueryText;
}

export type PupsHooksListAnswer = {
	hooks: Hook[];
	/** Cursor of the next page; null on the last page. */
	next: string | null;
};

export type PupsHooksRotateAnswer = Hook;

export type PupsInstallBody = {
	/** Id of the source. */
	sourceId: string;
	/** Name for people. */
	name: string;
	/**
	 * Name of a further pup with data of its own, besides others of the
	 * same source and name.
	 */
	as?: string;
	/** Version of the pup; absent: the newest that can be used. */
	version?: string;
	/** Whether to start it once it is installed. */
	start?: boolean;
	/** Values of its settings, by field name. They count as saved. */
	config?: { [name: string]: unknown };
	/**
	 * Names of its ports (`hostPorts` of the plan) to open to the home
	 * network.
	 */
	publish?: string[];
	/** Id of the plan that the owner agrees to. */
	plan?: string;
	/** The choices with which the plan was requested. */
	choices?: {
		/** The pup that needs it, by its key in the plan. */
		of: string;
		/** Name of the interface. */
		interface: string;
		/**
		 * A key from the options; null for nobody, if the dependency is
		 * optional.
		 */
		provider: string | null;
	}[];
	/**
	 * Optional permission groups that are granted; all its other optional
	 * groups are not.
	 */
	grants?: {
		/** The pup that requests it, by its key in the plan. */
		of: string;
		/** Name of the interface. */
		interface: string;
		/** Name of the permission group. */
		group: string;
	}[];
};

export type PupsInstallAnswer = {
	jobId: string;
	pupId: string;
};

export type PupsLimitsBody = {
	/** Bytes, at least 16 MiB. */
	memoryBytes?: number | null;
	/** Processes and threads. */
	pids?: number | null;
	/**
	 * Seconds that its services have to stop by themselves before they are
	 * killed.
	 */
	stopSeconds?: number | null;
	/** Bytes of its data, at least 1 MB. */
	storageBytes?: number | null;
	/** Cores, fractions allowed. */
	cpus?: number | null;
	/** Its share of a busy disk; each other pup has 100 by default. */
	ioWeight?: number | null;
};

export interface PupsLimitsQuery {
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type PupsLimitsAnswer = {
	pup: PupDetail;
	/** With `plan=1`: what the call would do. */
	plan?: {
		changes: (
			| 'limits'
			| 'config'
			| 'program'
			| 'services'
			| 'internet'
			| 'devices'
			| 'dev'
			| 'version'
			| 'files'
			| 'root'
			| 'links'
			| 'box'
		)[];
		effect: 'nothing' | 'live' | 'services' | 'container' | 'root' | 'start' | 'stop';
		/** Services that are restarted. */
		services: string[];
		/** Summary in a sentence for a person. */
		text: string;
	};
};

export interface PupsListQuery {
	/** Most entries of the page; all of them if absent. */
	limit?: number | string;
	/** The `next` of the previous page, to get the following one. */
	after?: QueryText;
}

export type PupsListAnswer = {
	pups: PupSummary[];
	/** Cursor of the next page; null on the last page. */
	next: string | null;
};

export interface PupsLogFileQuery {
	/** Only this service; absent: all services. */
	service?: QueryText;
	/**
	 * Lines of this time or later: ISO 8601, milliseconds since 1970, or
	 * an age (`90s`, `15m`, `2h`, `3d`).
	 */
	since?: QueryText;
	/** Lines before this time, in the same formats. */
	until?: QueryText;
	/**
	 * `text`: time, service, stream, text. `json`: one JSON object per
	 * line. Default: "text".
	 */
	format?: 'text' | 'json';
	/** Whether the file is compressed. Default: "false". */
	gzip?: boolean | 'true' | 'false';
}

export type PupsLogLimitsAnswer = {
	/** Size at which a new file is started, bytes. */
	fileBytes: number;
	/** Number of files of a log that are kept. */
	files: number;
};

export interface PupsLogsQuery {
	/** Only this service; absent: all services. */
	service?: QueryText;
	/** Continues after this position: the `cursor` of the previous answer. */
	after?: QueryText;
	/**
	 * Continues with older entries before this one: the `start` of the
	 * previous page.
	 */
	before?: QueryText;
	/** Number of last lines. */
	tail?: number | string;
	/** Most entries in this answer. Default: "1000". */
	limit?: number | string;
	/**
	 * Lines of this time or later: ISO 8601, milliseconds since 1970, or
	 * an age (`90s`, `15m`, `2h`, `3d`).
	 */
	since?: QueryText;
	/** Lines before this time, in the same formats. */
	until?: QueryText;
	/** Lines that contain this text. */
	search?: QueryText;
	/**
	 * Whether `search` is a JavaScript regular expression. Default:
	 * "false".
	 */
	regex?: boolean | 'true' | 'false';
	/** Whether the search is case-sensitive. Default: "false". */
	case?: boolean | 'true' | 'false';
	/** Lines that declare this level or a more severe one. */
	level?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
}

export type PupsLogsAnswer = {
	lines: LogLine[];
	/**
	 * Position before the first line: send it as `before` for the previous
	 * page.
	 */
	start: string;
	/** Whether there may be earlier lines. */
	older: boolean;
	/** Position after the last line, or where one would have been. */
	cursor: string;
	/** Whether more lines can be read now. */
	more: boolean;
	/**
	 * Whether lines after the given cursor no longer exist, because the
	 * log has been rotated too often since.
	 */
	gap: boolean;
};

export interface PupsMetricsQuery {
	/** Seconds of history to return, in about 300 samples. Default: "300". */
	seconds?: number | string;
}

export type PupsMetricsAnswer = {
	samples: {
		/** Milliseconds since 1970. */
		at: number[];
		/** Percent of one core: 150 is one and a half cores. */
		cpu: number[];
		/** Bytes. */
		memory: number[];
		/** Bytes per second received. */
		rx: number[];
		/** Bytes per second sent. */
		tx: number[];
		/** Number of processes and threads. */
		pids: number[];
		/** Bytes per second read from disks. */
		read: number[];
		/** Bytes per second written to disks. */
		write: number[];
	};
	gauges: {
		/** Milliseconds since 1970. */
		at: number[];
		values: { [name: string]: (number | null)[] };
	};
	own: {
		name: string;
		label: string;
		type: 'string' | 'int' | 'float';
		/** A sentence for people; null for none. */
		description: string | null;
		/** Null until it has reported one. */
		value: string | number | null;
		/** When it was reported, milliseconds since the epoch. */
		at: number | null;
	}[];
	/** Values of its own that were rejected; null for none. */
	refused: {
		/** When one was last refused, milliseconds since the epoch. */
		at: number;
		/** Number of refused values since the box was started. */
		count: number;
		/** Why the last one was refused, in a sentence. */
		text: string;
	} | null;
};

export interface PupsRemoveQuery {
	/**
	 * Whether its data and keys are kept for another installation.
	 * Default: "true".
	 */
	keepData?: boolean | 'true' | 'false';
	/** Even if other pups depend on it. Default: "false". */
	breaks?: boolean | 'true' | 'false';
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type PupsRemoveAnswer = {
	/** The job that does it; null if there is nothing to do. */
	jobId: string | null;
	/** With `plan=1`: what the call would do. */
	plan?: {
		effects: {
			kind:
				| 'pup'
				| 'data'
				| 'connection'
				| 'access'
				| 'port'
				| 'page'
				| 'source'
				| 'session'
				| 'box'
				| 'snapshot'
				| 'network';
			/** Null when it has no id, or none yet. */
			id: string | null;
			/** Name that a person knows it by. */
			name: string;
			/** What happens to it, in a sentence. */
			text: string;
		}[];
	};
};

export type PupsRenameBody = {
	/** Name for people. */
	name: string;
};

export type PupsRenameAnswer = PupDetail;

export type PupsReportBody = unknown;

export type PupsReportAnswer = {
	id: string;
	refused: {
		name: string;
		reason: string;
	}[];
};

export interface PupsRestartQuery {
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type PupsRestartAnswer = {
	/** The job that does it; null if there is nothing to do. */
	jobId: string | null;
	/** With `plan=1`: what the call would do. */
	plan?: {
		effects: {
			kind:
				| 'pup'
				| 'data'
				| 'connection'
				| 'access'
				| 'port'
				| 'page'
				| 'source'
				| 'session'
				| 'box'
				| 'snapshot'
				| 'network';
			/** Null when it has no id, or none yet. */
			id: string | null;
			/** Name that a person knows it by. */
			name: string;
			/** What happens to it, in a sentence. */
			text: string;
		}[];
	};
};

export type PupsRetryAnswer = {
	jobId: string;
};

export type PupsSetLogLimitsBody = {
	/** Size at which a new file is started, bytes. */
	fileBytes: number;
	/** Files of the log, including the one that is written to. */
	files: number;
};

export type PupsSetLogLimitsAnswer = {
	/** Size at which a new file is started, bytes. */
	fileBytes: number;
	/** Number of files of a log that are kept. */
	files: number;
};

export type PupsSkipVersionBody = {
	/** The version to skip; null for none. */
	version: string | null;
};

export type PupsSkipVersionAnswer = {
	pup: PupDetail;
};

export interface PupsStartQuery {
	/** Even if pups that it depends on do not run. Default: "false". */
	anyway?: boolean | 'true' | 'false';
}

export type PupsStartAnswer = {
	jobId: string;
};

export interface PupsStopQuery {
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type PupsStopAnswer = {
	/** The job that does it; null if there is nothing to do. */
	jobId: string | null;
	/** With `plan=1`: what the call would do. */
	plan?: {
		effects: {
			kind:
				| 'pup'
				| 'data'
				| 'connection'
				| 'access'
				| 'port'
				| 'page'
				| 'source'
				| 'session'
				| 'box'
				| 'snapshot'
				| 'network';
			/** Null when it has no id, or none yet. */
			id: string | null;
			/** Name that a person knows it by. */
			name: string;
			/** What happens to it, in a sentence. */
			text: string;
		}[];
	};
};

export type PupsTerminalSends =
	| {
			type: 'start';
			/** Required when the pup has several services. */
			service?: string;
			/** Program and arguments. No shell runs them unless one is named here. */
			argv: string[];
			/** Absolute folder inside; the service's if absent. */
			cwd?: string;
			/** Added to the service's environment. */
			env?: { [name: string]: string };
			/** Ids inside the container; the service's if absent. */
			user?: {
				/** Number of the user, inside. */
				uid: number;
				/** Number of the group, inside. */
				gid: number;
			};
			/** Kills the command after this many milliseconds, at most a day. */
			timeoutMs?: number;
			/**
			 * Size of its terminal; absent for no terminal, with stdout and stderr
			 * apart.
			 */
			terminal?: {
				/** Columns of the terminal. */
				cols: number;
				/** Rows of the terminal. */
				rows: number;
			};
	  }
	| {
			type: 'input';
			/** Text as UTF-8. */
			text: string;
	  }
	| {
			type: 'input-bytes';
			/** Bytes as base64. */
			base64: string;
	  }
	| {
			type: 'input-end';
	  }
	| {
			type: 'resize';
			/** Columns of the terminal. */
			cols: number;
			/** Rows of the terminal. */
			rows: number;
	  }
	| {
			type: 'signal';
			/** Name of the signal. */
			signal: 'SIGHUP' | 'SIGINT' | 'SIGQUIT' | 'SIGKILL' | 'SIGUSR1' | 'SIGUSR2' | 'SIGTERM' | 'SIGCONT' | 'SIGSTOP';
	  };

export type PupsTerminalReceives =
	| {
			type: 'started';
	  }
	| {
			type: 'output';
			stream: 'stdout' | 'stderr';
			output:
				| {
						text: string;
				  }
				| {
						base64: string;
				  };
	  }
	| {
			type: 'exit';
			/** 0–255, 128+N for signal N. */
			exitCode: number;
			/** `container-ended`: its service ended, and the command with it. */
			reason: 'exited' | 'timeout' | 'closed' | 'container-ended';
	  }
	| {
			type: 'error';
			code: string;
			message: string;
	  };

export type PupsUpdateBody = {
	/** The newest usable version if absent. May also be an older one. */
	version?: string;
	/**
	 * Agreement to permissions beyond the current ones: `true` for all of
	 * them, or the keys that the owner saw. With keys, the call is refused
	 * if the version now asks for more.
	 */
	acceptPermissions?: boolean | string[];
	/** Whether it runs afterwards; if absent, as before. */
	start?: boolean;
	/**
	 * Values of the version's settings, by field name. They count as
	 * saved.
	 */
	config?: { [name: string]: unknown };
};

export interface PupsUpdateQuery {
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type PupsUpdateAnswer = {
	/** The job that does it; null if there is nothing to do. */
	jobId: string | null;
	/** With `plan=1`: what the call would do. */
	plan?: {
		from: string;
		to: string;
		/**
		 * `other`: the same version with other files, or a version that
		 * cannot be ordered.
		 */
		direction: 'newer' | 'older' | 'other';
		/** Summary in a sentence for a person. */
		text: string;
		/** Whether its services are restarted. */
		restarts: boolean;
		/**
		 * Whether the version is still on the disk, so that nothing is
		 * fetched or built.
		 */
		kept: boolean;
		/** Differences, as sentences. */
		changes: {
			topic:
				'settings' | 'pages' | 'ports' | 'permissions' | 'services' | 'interfaces' | 'programs' | 'disk' | 'memory';
			change: 'added' | 'removed' | 'changed';
			text: string;
		}[];
		/**
		 * Required settings without a value; the pup does not start before
		 * they have one.
		 */
		missing: {
			name: string;
			label: string;
		}[];
		/**
		 * Settings to request before the update: those without which it
		 * does not start, or all if the version wants them reviewed. The
		 * update takes them as `config`.
		 */
		settings: {
			name: string;
			/** Name to show to people. */
			label: string | null;
			/** A sentence below the heading. */
			description: string | null;
			fields: {
				name: string;
				label: string;
				type:
					| 'text'
					| 'password'
					| 'number'
					| 'toggle'
					| 'email'
					| 'textarea'
					| 'select'
					| 'checkbox'
					| 'radio'
					| 'date'
					| 'range'
					| 'color';
				required: boolean;
				/** An example shown in an empty field; null for none. */
				placeholder: string | null;
				/** A sentence about what to enter; null for none. */
				help: string | null;
				/**
				 * Value that applies when none is set; null if there is
				 * none.
				 */
				default: string | null;
				/** Smallest value; null for none. */
				min: number | null;
				/** Largest value; null for none. */
				max: number | null;
				/** Distance between allowed values; null for any value. */
				step: number | null;
				options: {
					value: string;
					label: string;
				}[];
				/**
				 * Current value as text; null when unset. Always null for
				 * `password` fields.
				 */
				value: string | null;
				/** For `password` fields: whether a value is stored. */
				isSet: boolean;
			}[];
		}[];
		/**
		 * Permissions that it requests beyond the current ones. The update
		 * agrees to them with `acceptPermissions`.
		 */
		asks: {
			key: string;
			text: string;
		}[];
		/** Versions after the installed one up to this one, newest first. */
		versions: {
			version: string;
			/** Its position in the source: `tag v0.3.4`. */
			origin: string;
			/** Milliseconds since the epoch. */
			updatedAt: number | null;
		}[];
		/**
		 * The maker's notes on these versions, as safe HTML; null when
		 * there are none.
		 */
		notesHtml: string | null;
	};
};

export type SessionsCreateBody = {
	/** The owner’s password. */
	password: string;
};

export type SessionsCreateAnswer = {
	token: string;
	/** Milliseconds since 1970; null for never. */
	expiresAt: number;
};

export interface SessionsListQuery {
	/** Most entries of the page; all of them if absent. */
	limit?: number | string;
	/** The `next` of the previous page, to get the following one. */
	after?: QueryText;
}

export type SessionsListAnswer = {
	sessions: Session[];
	/** Cursor of the next page; null on the last page. */
	next: string | null;
};

export interface SessionsRemoveAllQuery {
	/** Whether the session of this request stays. Default: "true". */
	keepCurrent?: boolean | 'true' | 'false';
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type SessionsRemoveAllAnswer = {
	/** With `plan=1`: what the call would do. */
	plan?: {
		effects: {
			kind:
				| 'pup'
				| 'data'
				| 'connection'
				| 'access'
				| 'port'
				| 'page'
				| 'source'
				| 'session'
				| 'box'
				| 'snapshot'
				| 'network';
			/** Null when it has no id, or none yet. */
			id: string | null;
			/** Name that a person knows it by. */
			name: string;
			/** What happens to it, in a sentence. */
			text: string;
		}[];
	};
};

export type SessionsRenewBody = {
	/** The secret from `POST /sessions/current/renewal`. */
	secret: string;
};

export type SessionsRenewalAnswer = {
	secret: string;
};

export type SetupClaimBody = {
	/** The claim code that the box prints when it starts. */
	code: string;
};

export type SetupConfirmBody = {
	/** Word by position, 1–24; at least three. */
	words: { [name: string]: string };
	/** Logs in at once: the answer contains a session. */
	login?: boolean;
};

export type SetupConfirmAnswer = {
	configured: true;
	/** The new session; absent if none was requested. */
	session?: {
		token: string;
		/** Milliseconds since 1970; null for never. */
		expiresAt: number;
	};
};

export type SetupCreateBody = {
	/** Name of the box. */
	deviceName: string;
	/** Name in the tz database, `Europe/Berlin`. */
	timeZone: string;
	/** Console key map, `us`, `de` … */
	keyMap?: string;
	/**
	 * Disk as the wizard lists it (`/dev/sda`); the disk of the data
	 * folder by default.
	 */
	storage?: string;
	/** The owner’s password. */
	password: string;
	/** Restore this key instead of creating one. */
	seedPhrase?: string | string[];
	/** Logs in at once: the answer contains a session. */
	login?: boolean;
};

export type SetupCreateAnswer = {
	words: string[];
	/** The new session; absent if none was requested. */
	session?: {
		token: string;
		/** Milliseconds since 1970; null for never. */
		expiresAt: number;
	};
};

export type SetupDraftBody = {
	/** Name of the box. */
	deviceName?: string | null;
	/** Name in the tz database, `Europe/Berlin`. */
	timeZone?: string | null;
	/** Console key map, `us`, `de` …; null: not chosen yet. */
	keyMap?: string | null;
	/**
	 * Disk for the data, as in `GET /setup`; null: the disk of the data
	 * folder.
	 */
	storage?: string | null;
	/** Whether to create a new key or to restore one from its words. */
	mode?: 'create' | 'restore' | null;
	/** Furthest step reached. */
	step?: string;
};

export type SetupDraftAnswer = {
	/** Name of the box. */
	deviceName: string | null;
	/** Name in the tz database, `Europe/Berlin`. */
	timeZone: string | null;
	/** Console key map, `us`, `de` …; null: not chosen yet. */
	keyMap: string | null;
	/**
	 * Disk for the data, as in `GET /setup`; null: the disk of the data
	 * folder.
	 */
	storage: string | null;
	/** Whether to create a new key or to restore one from its words. */
	mode: 'create' | 'restore' | null;
	/** Furthest step reached. */
	step: string;
};

export type SetupGetAnswer = {
	claimed: boolean;
	draft: {
		/** Name of the box. */
		deviceName: string | null;
		/** Name in the tz database, `Europe/Berlin`. */
		timeZone: string | null;
		/** Console key map, `us`, `de` …; null: not chosen yet. */
		keyMap: string | null;
		/**
		 * Disk for the data, as in `GET /setup`; null: the disk of the
		 * data folder.
		 */
		storage: string | null;
		/** Whether to create a new key or to restore one from its words. */
		mode: 'create' | 'restore' | null;
		/** Furthest step reached. */
		step: string;
	};
	suggestions: {
		deviceName: string;
		timeZone: string;
		keyMap: string;
	};
	disks: Disk[];
	links: NetworkLink[];
	timeZones: string[];
	keyMaps: {
		id: string;
		label: string;
	}[];
	/** Whether words were shown and have to be confirmed. */
	wordsPending: boolean;
	/** Positions whose words the wizard requests; any three are accepted. */
	askedPositions: number[];
};

export type SourcesAddBody = {
	/**
	 * `https://host/repo.git` (with `#branch` for a branch instead of the
	 * version tags), a folder of the box, or the address of a
	 * `dogebox.json`.
	 */
	location: string;
	/** The owner's own name for it. */
	name?: string | null;
	/** For sources that require a login (HTTP Basic); stored encrypted. */
	credentials?: {
		/** Name of the account. */
		username: string;
		/** Password or access token of the account; sealed. */
		password: string;
	} | null;
	/**
	 * minisign public key (`RWQ…`) with which the source's pups must be
	 * signed.
	 */
	publicKey?: string | null;
};

export type SourcesAddAnswer = Source;

export type SourcesChangeBody = {
	/** The owner's own name for it. */
	name?: string | null;
	/** For sources that require a login (HTTP Basic); stored encrypted. */
	credentials?: {
		/** Name of the account. */
		username: string;
		/** Password or access token of the account; sealed. */
		password: string;
	} | null;
	/**
	 * minisign public key (`RWQ…`) with which the source's pups must be
	 * signed.
	 */
	publicKey?: string | null;
};

export type SourcesChangeAnswer = Source;

export interface SourcesListQuery {
	/** Most entries of the page; all of them if absent. */
	limit?: number | string;
	/** The `next` of the previous page, to get the following one. */
	after?: QueryText;
}

export type SourcesListAnswer = {
	sources: Source[];
	/** Cursor of the next page; null on the last page. */
	next: string | null;
};

export type SourcesRefreshAnswer = Source;

export type SourcesRefreshAllAnswer = {
	sources: Source[];
};

export interface SourcesRemoveQuery {
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type SourcesRemoveAnswer = {
	/** With `plan=1`: what the call would do. */
	plan?: {
		effects: {
			kind:
				| 'pup'
				| 'data'
				| 'connection'
				| 'access'
				| 'port'
				| 'page'
				| 'source'
				| 'session'
				| 'box'
				| 'snapshot'
				| 'network';
			/** Null when it has no id, or none yet. */
			id: string | null;
			/** Name that a person knows it by. */
			name: string;
			/** What happens to it, in a sentence. */
			text: string;
		}[];
	};
};

export interface StoreGetQuery {
	/** Version of the pup; absent: the newest that can be used. */
	version?: QueryText;
}

export type StoreGetAnswer = StorePupDetail;

export interface StoreListQuery {
	/** Most entries of the page; all of them if absent. */
	limit?: number | string;
	/** The `next` of the previous page, to get the following one. */
	after?: QueryText;
}

export type StoreListAnswer = {
	pups: StorePup[];
	/** Cursor of the next page; null on the last page. */
	next: string | null;
};

export type TerminalsAttachSends =
	| {
			type: 'attach';
			/** Columns of the terminal. */
			cols: number;
			/** Rows of the terminal. */
			rows: number;
			/**
			 * Bytes of its output that the client already has. The answer says at
			 * which byte it continues.
			 */
			from?: number;
	  }
	| {
			type: 'input';
			/** Text as UTF-8. */
			text: string;
	  }
	| {
			type: 'resize';
			/** Columns of the terminal. */
			cols: number;
			/** Rows of the terminal. */
			rows: number;
	  }
	| {
			type: 'seen';
			/**
			 * Number of bytes of the output that were shown, counted from the
			 * first.
			 */
			to: number;
	  };

export type TerminalsAttachReceives =
	| {
			type: 'attached';
			/** Number of bytes of the output that the client already has. */
			from: number;
	  }
	| {
			type: 'exit';
			/** 0–255, 128+N for signal N. */
			exitCode: number;
			/** `container-ended`: its service ended, and the command with it. */
			reason: 'exited' | 'timeout' | 'closed' | 'container-ended';
	  }
	| {
			type: 'replaced';
	  }
	| {
			type: 'error';
			code: string;
			message: string;
	  };

export interface TerminalsListQuery {
	/** Most entries of the page; all of them if absent. */
	limit?: number | string;
	/** The `next` of the previous page, to get the following one. */
	after?: QueryText;
}

export type TerminalsListAnswer = {
	terminals: Terminal[];
	/** Cursor of the next page; null on the last page. */
	next: string | null;
};

export type TerminalsOpenBody = {
	/** Required when the pup has several services. */
	service?: string;
	/** Columns of the terminal. */
	cols: number;
	/** Rows of the terminal. */
	rows: number;
};

export type TerminalsOpenAnswer = Terminal;

export type TokensCreateBody = {
	/** What it is for: “Backup script”. */
	name: string;
	/** What it may do. No scope includes another. */
	scopes: ('see' | 'operate' | 'install' | 'configure' | 'administer')[];
	/** Days until it expires; null for never. */
	days: number | null;
};

export type TokensCreateAnswer = {
	token: string;
	id: string;
	name: string;
	scopes: ('see' | 'operate' | 'install' | 'configure' | 'administer')[];
	/** Milliseconds since the epoch, like all times. */
	createdAt: number;
	/** Null when it never expires. */
	expiresAt: number | null;
	/** Time of the last use, to the minute; null before the first. */
	lastUsedAt: number | null;
	/** Address from which it was last used; null before the first use. */
	lastUsedAddress: string | null;
};

export interface TokensListQuery {
	/** Most entries of the page; all of them if absent. */
	limit?: number | string;
	/** The `next` of the previous page, to get the following one. */
	after?: QueryText;
}

export type TokensListAnswer = {
	tokens: ApiToken[];
	/** Cursor of the next page; null on the last page. */
	next: string | null;
};

export type WebhooksAddBody = {
	/** The owner's name for it. */
	name: string;
	/** Receives events by POST. */
	url: string;
	/** Kinds of events; null for all. */
	kinds?:
		| (
				| 'pup'
				| 'pup-removed'
				| 'wiring'
				| 'ad-hoc-box'
				| 'ad-hoc-box-removed'
				| 'ad-hoc-box-exec'
				| 'job'
				| 'source'
				| 'source-removed'
				| 'store'
				| 'sessions'
				| 'box'
				| 'attention'
		  )[]
		| null;
	/**
	 * Ids of pups, to send only changes of them and jobs about them; null
	 * for all.
	 */
	pups?: string[] | null;
};

export type WebhooksAddAnswer = {
	secret: string;
	webhook: Webhook;
};

export type WebhooksAgainAnswer = WebhookDelivery;

export type WebhooksChangeBody = {
	/** Name for people. */
	name?: string;
	/** Web address, http or https. */
	url?: string;
	/** Kinds of changes; null: all. */
	kinds?:
		| (
				| 'pup'
				| 'pup-removed'
				| 'wiring'
				| 'ad-hoc-box'
				| 'ad-hoc-box-removed'
				| 'ad-hoc-box-exec'
				| 'job'
				| 'source'
				| 'source-removed'
				| 'store'
				| 'sessions'
				| 'box'
				| 'attention'
		  )[]
		| null;
	/** Ids of pups: events about them, and jobs about them; null: all. */
	pups?: string[] | null;
};

export type WebhooksChangeAnswer = {
	/** Shown once and never again; null if there is no new one. */
	secret: string | null;
	webhook: Webhook;
};

export interface WebhooksDeliveriesQuery {
	/** Most entries of the page; all of them if absent. */
	limit?: number | string;
	/** The `next` of the previous page, to get the following one. */
	after?: QueryText;
}

export type WebhooksDeliveriesAnswer = {
	deliveries: WebhookDelivery[];
	/** Cursor of the next page; null on the last page. */
	next: string | null;
};

export interface WebhooksListQuery {
	/** Most entries of the page; all of them if absent. */
	limit?: number | string;
	/** The `next` of the previous page, to get the following one. */
	after?: QueryText;
}

export type WebhooksListAnswer = {
	webhooks: Webhook[];
	/** Cursor of the next page; null on the last page. */
	next: string | null;
};

export type WebhooksPauseAnswer = Webhook;

export type WebhooksResumeBody = {
	/**
	 * `left`: starts with the events that were not sent. `now`: sends only
	 * new events.
	 */
	from?: 'left' | 'now';
};

export type WebhooksResumeAnswer = Webhook;

export type WebhooksRotateAnswer = {
	secret: string;
	webhook: Webhook;
};

export type WebhooksTestAnswer = WebhookDelivery;

export type WiringAccessAnswer = {
	/** The owner's decision on the internet; null to follow its manifest. */
	internet: boolean | null;
	/** Whether its manifest requests the internet. */
	asksInternet: boolean;
	/**
	 * Whether it may reach the internet: by the owner's decision,
	 * otherwise by its manifest.
	 */
	reachesInternet: boolean;
	/**
	 * Whether it may also reach devices of the home network; never this
	 * box itself or other pups.
	 */
	lan: boolean;
	/**
	 * Restricts access to these addresses, networks (CIDR), or names of
	 * the internet (`api.example.org`, `*.example.org` for everything
	 * below it), within what the other members allow; null for no
	 * restriction. If it contains a name, no other name is resolved.
	 */
	networks: string[] | null;
};

export type WiringChooseBody = {
	/** Id of an installed pup; null for nobody. */
	provider: string | null;
	/** Permission groups that are granted there with it. */
	groups?: string[];
};

export interface WiringChooseQuery {
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type WiringChooseAnswer = {
	dependsOn: {
		interface: string;
		range: string;
		optional: boolean;
		/** The chosen provider; null for nobody. */
		provider: {
			id: string;
			name: string;
			state:
				| 'installing'
				| 'stopped'
				| 'starting'
				| 'running'
				| 'stopping'
				| 'crashed'
				| 'broken'
				| 'updating'
				| 'uninstalled';
		} | null;
		/**
		 * Why the provider does not fit, or what is missing, in a
		 * sentence; null when all is well.
		 */
		problem: string | null;
		permissions: {
			name: string;
			description: string;
			/**
			 * 1 = critical … 3 = read only; null when the manifest does
			 * not say.
			 */
			severity: number | null;
			routes: string[];
			/** Port that it opens; null if it opens none. */
			port: number | null;
			/** Short label, “Can change things”. */
			severityLabel: string;
			severityMeaning: string;
			/**
			 * Whether the pup also runs without it: then it is granted
			 * only if the owner says so.
			 */
			optional: boolean;
			/** Whether it is granted; in a plan, whether it will be. */
			granted: boolean;
		}[];
		/** Installed pups that could provide it. */
		options: {
			/**
			 * Id of an installed pup, or `<source id>/<name>` of one that
			 * would be installed.
			 */
			key: string;
			name: string;
			/** Version of the pup. */
			version: string;
			/** Version of the interface. */
			provides: string;
			installed: boolean;
			/** Name of its source; null when it is installed already. */
			sourceName: string | null;
		}[];
	}[];
	/** Pups that depend on it. */
	serves: {
		id: string;
		name: string;
		state:
			| 'installing'
			| 'stopped'
			| 'starting'
			| 'running'
			| 'stopping'
			| 'crashed'
			| 'broken'
			| 'updating'
			| 'uninstalled';
		interface: string;
		optional: boolean;
	}[];
	/** With `plan=1`: what the call would do. */
	plan?: {
		effects: {
			kind:
				| 'pup'
				| 'data'
				| 'connection'
				| 'access'
				| 'port'
				| 'page'
				| 'source'
				| 'session'
				| 'box'
				| 'snapshot'
				| 'network';
			/** Null when it has no id, or none yet. */
			id: string | null;
			/** Name that a person knows it by. */
			name: string;
			/** What happens to it, in a sentence. */
			text: string;
		}[];
	};
};

export type WiringGetAnswer = {
	dependsOn: {
		interface: string;
		range: string;
		optional: boolean;
		/** The chosen provider; null for nobody. */
		provider: {
			id: string;
			name: string;
			state:
				| 'installing'
				| 'stopped'
				| 'starting'
				| 'running'
				| 'stopping'
				| 'crashed'
				| 'broken'
				| 'updating'
				| 'uninstalled';
		} | null;
		/**
		 * Why the provider does not fit, or what is missing, in a
		 * sentence; null when all is well.
		 */
		problem: string | null;
		permissions: {
			name: string;
			description: string;
			/**
			 * 1 = critical … 3 = read only; null when the manifest does
			 * not say.
			 */
			severity: number | null;
			routes: string[];
			/** Port that it opens; null if it opens none. */
			port: number | null;
			/** Short label, “Can change things”. */
			severityLabel: string;
			severityMeaning: string;
			/**
			 * Whether the pup also runs without it: then it is granted
			 * only if the owner says so.
			 */
			optional: boolean;
			/** Whether it is granted; in a plan, whether it will be. */
			granted: boolean;
		}[];
		/** Installed pups that could provide it. */
		options: {
			/**
			 * Id of an installed pup, or `<source id>/<name>` of one that
			 * would be installed.
			 */
			key: string;
			name: string;
			/** Version of the pup. */
			version: string;
			/** Version of the interface. */
			provides: string;
			installed: boolean;
			/** Name of its source; null when it is installed already. */
			sourceName: string | null;
		}[];
	}[];
	/** Pups that depend on it. */
	serves: {
		id: string;
		name: string;
		state:
			| 'installing'
			| 'stopped'
			| 'starting'
			| 'running'
			| 'stopping'
			| 'crashed'
			| 'broken'
			| 'updating'
			| 'uninstalled';
		interface: string;
		optional: boolean;
	}[];
};

export interface WiringGrantQuery {
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type WiringGrantAnswer = {
	dependsOn: {
		interface: string;
		range: string;
		optional: boolean;
		/** The chosen provider; null for nobody. */
		provider: {
			id: string;
			name: string;
			state:
				| 'installing'
				| 'stopped'
				| 'starting'
				| 'running'
				| 'stopping'
				| 'crashed'
				| 'broken'
				| 'updating'
				| 'uninstalled';
		} | null;
		/**
		 * Why the provider does not fit, or what is missing, in a
		 * sentence; null when all is well.
		 */
		problem: string | null;
		permissions: {
			name: string;
			description: string;
			/**
			 * 1 = critical … 3 = read only; null when the manifest does
			 * not say.
			 */
			severity: number | null;
			routes: string[];
			/** Port that it opens; null if it opens none. */
			port: number | null;
			/** Short label, “Can change things”. */
			severityLabel: string;
			severityMeaning: string;
			/**
			 * Whether the pup also runs without it: then it is granted
			 * only if the owner says so.
			 */
			optional: boolean;
			/** Whether it is granted; in a plan, whether it will be. */
			granted: boolean;
		}[];
		/** Installed pups that could provide it. */
		options: {
			/**
			 * Id of an installed pup, or `<source id>/<name>` of one that
			 * would be installed.
			 */
			key: string;
			name: string;
			/** Version of the pup. */
			version: string;
			/** Version of the interface. */
			provides: string;
			installed: boolean;
			/** Name of its source; null when it is installed already. */
			sourceName: string | null;
		}[];
	}[];
	/** Pups that depend on it. */
	serves: {
		id: string;
		name: string;
		state:
			| 'installing'
			| 'stopped'
			| 'starting'
			| 'running'
			| 'stopping'
			| 'crashed'
			| 'broken'
			| 'updating'
			| 'uninstalled';
		interface: string;
		optional: boolean;
	}[];
	/** With `plan=1`: what the call would do. */
	plan?: {
		effects: {
			kind:
				| 'pup'
				| 'data'
				| 'connection'
				| 'access'
				| 'port'
				| 'page'
				| 'source'
				| 'session'
				| 'box'
				| 'snapshot'
				| 'network';
			/** Null when it has no id, or none yet. */
			id: string | null;
			/** Name that a person knows it by. */
			name: string;
			/** What happens to it, in a sentence. */
			text: string;
		}[];
	};
};

export type WiringPlanBody = {
	/**
	 * Name of a further installation beside others with the same source
	 * and name; absent: it is the only one.
	 */
	as?: string;
	/** The newest usable version if absent. */
	version?: string;
	/**
	 * Which pup provides which interface to which pup; absent: the best
	 * candidates.
	 */
	choices?: {
		/** The pup that needs it, by its key in the plan. */
		of: string;
		/** Name of the interface. */
		interface: string;
		/**
		 * A key from the options; null for nobody, if the dependency is
		 * optional.
		 */
		provider: string | null;
	}[];
	/**
	 * Optional groups that are granted with it; all its other optional
	 * groups are not.
	 */
	grants?: {
		/** The pup that requests it, by its key in the plan. */
		of: string;
		/** Name of the interface. */
		interface: string;
		/** Name of the permission group. */
		group: string;
	}[];
};

export type WiringPlanAnswer = {
	/**
	 * Identifies exactly this plan; an installation agrees to the plan
	 * with it.
	 */
	id: string;
	/** Summary in a few sentences. */
	text: string;
	/**
	 * Pups in the order in which they are installed and started, providers
	 * first.
	 */
	installs: {
		key: string;
		sourceId: string;
		sourceName: string;
		name: string;
		version: string;
		signature: 'unsigned' | 'verified' | 'failed';
		/** Whether it is the requested pup; others are installed for it. */
		asked: boolean;
		requiresInternet: boolean;
		/**
		 * Devices that it requests; it gets none until its owner allows it
		 * on its page.
		 */
		devices: {
			/** `/dev/kvm`; a folder includes the devices in it. */
			node: string;
			access: 'r' | 'w' | 'rw';
			/** What the device is, and what a pup with it can do, in words. */
			what: string;
			can: string;
			/** 1 critical, 2 notable, 3 harmless. */
			severity: number;
			severityLabel: string;
			/** Whether the owner allows it. */
			granted: boolean;
		}[];
		/** Names of its web pages; each takes a port of the box. */
		pages: string[];
		/** Ports that it requests to open to the home network. */
		hostPorts: {
			name: string;
			type: 'tcp' | 'http' | 'udp';
			/** Port number. */
			port: number;
		}[];
		/** Bytes, as its manifest estimates; null when it does not say. */
		diskBytes: number | null;
		/** Bytes. */
		memoryBytes: number | null;
		/** Whether it cannot start before settings are saved. */
		needsSettings: boolean;
		/**
		 * Whether data of an earlier installation exist, which are used
		 * again.
		 */
		keptData: boolean;
	}[];
	wires: {
		/** The pup that needs it, by its key in the plan. */
		of: string;
		ofName: string;
		interface: string;
		/** Accepted range of versions, for a person. */
		range: string;
		optional: boolean;
		/** Null for nobody, because the pup also runs without it. */
		provider: {
			/**
			 * Id of an installed pup, or `<source id>/<name>` of one that
			 * would be installed.
			 */
			key: string;
			name: string;
			/** Version of the pup. */
			version: string;
			/** Version of the interface. */
			provides: string;
			installed: boolean;
			/** Name of its source; null when it is installed already. */
			sourceName: string | null;
		} | null;
		permissions: {
			name: string;
			description: string;
			/**
			 * 1 = critical … 3 = read only; null when the manifest does
			 * not say.
			 */
			severity: number | null;
			routes: string[];
			/** Port that it opens; null if it opens none. */
			port: number | null;
			/** Short label, “Can change things”. */
			severityLabel: string;
			severityMeaning: string;
			/**
			 * Whether the pup also runs without it: then it is granted
			 * only if the owner says so.
			 */
			optional: boolean;
			/** Whether it is granted; in a plan, whether it will be. */
			granted: boolean;
		}[];
		/** All possible providers, best first. */
		options: {
			/**
			 * Id of an installed pup, or `<source id>/<name>` of one that
			 * would be installed.
			 */
			key: string;
			name: string;
			/** Version of the pup. */
			version: string;
			/** Version of the interface. */
			provides: string;
			installed: boolean;
			/** Name of its source; null when it is installed already. */
			sourceName: string | null;
		}[];
		/** Summary in a sentence. */
		text: string;
	}[];
	/** Why it cannot be carried out; empty when it can. */
	conflicts: {
		kind: 'missing' | 'version' | 'two-versions' | 'circle' | 'unusable' | 'bad-range' | 'too-many' | 'pages';
		/**
		 * The pup that it concerns, by its key in the plan; null for the
		 * plan as a whole.
		 */
		of: string | null;
		/**
		 * The interface that the pup lacks; null when the conflict
		 * concerns no interface.
		 */
		interface: string | null;
		/** What is wrong. */
		reason: string;
		/** How to resolve it. */
		hint: string;
		/**
		 * A second pup that could be chosen for this interface; null when
		 * there is none.
		 */
		second: string | null;
	}[];
	/** Further notes for the owner, in sentences. */
	notes: string[];
	/**
	 * Total bytes according to the manifests, and free bytes on the disk
	 * of pups.
	 */
	disk: {
		/** Bytes. */
		bytes: number;
		/** Bytes; null if unknown. */
		free: number | null;
	};
};

export interface WiringRevokeQuery {
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type WiringRevokeAnswer = {
	dependsOn: {
		interface: string;
		range: string;
		optional: boolean;
		/** The chosen provider; null for nobody. */
		provider: {
			id: string;
			name: string;
			state:
				| 'installing'
				| 'stopped'
				| 'starting'
				| 'running'
				| 'stopping'
				| 'crashed'
				| 'broken'
				| 'updating'
				| 'uninstalled';
		} | null;
		/**
		 * Why the provider does not fit, or what is missing, in a
		 * sentence; null when all is well.
		 */
		problem: string | null;
		permissions: {
			name: string;
			description: string;
			/**
			 * 1 = critical … 3 = read only; null when the manifest does
			 * not say.
			 */
			severity: number | null;
			routes: string[];
			/** Port that it opens; null if it opens none. */
			port: number | null;
			/** Short label, “Can change things”. */
			severityLabel: string;
			severityMeaning: string;
			/**
			 * Whether the pup also runs without it: then it is granted
			 * only if the owner says so.
			 */
			optional: boolean;
			/** Whether it is granted; in a plan, whether it will be. */
			granted: boolean;
		}[];
		/** Installed pups that could provide it. */
		options: {
			/**
			 * Id of an installed pup, or `<source id>/<name>` of one that
			 * would be installed.
			 */
			key: string;
			name: string;
			/** Version of the pup. */
			version: string;
			/** Version of the interface. */
			provides: string;
			installed: boolean;
			/** Name of its source; null when it is installed already. */
			sourceName: string | null;
		}[];
	}[];
	/** Pups that depend on it. */
	serves: {
		id: string;
		name: string;
		state:
			| 'installing'
			| 'stopped'
			| 'starting'
			| 'running'
			| 'stopping'
			| 'crashed'
			| 'broken'
			| 'updating'
			| 'uninstalled';
		interface: string;
		optional: boolean;
	}[];
	/** With `plan=1`: what the call would do. */
	plan?: {
		effects: {
			kind:
				| 'pup'
				| 'data'
				| 'connection'
				| 'access'
				| 'port'
				| 'page'
				| 'source'
				| 'session'
				| 'box'
				| 'snapshot'
				| 'network';
			/** Null when it has no id, or none yet. */
			id: string | null;
			/** Name that a person knows it by. */
			name: string;
			/** What happens to it, in a sentence. */
			text: string;
		}[];
	};
};

export type WiringSetAccessBody = {
	/**
	 * The owner’s decision about internet access; null: as its manifest
	 * requests.
	 */
	internet?: boolean | null;
	/**
	 * Whether it may reach devices of the home network; if absent,
	 * unchanged.
	 */
	lan?: boolean;
	/**
	 * Addresses, networks (CIDR) or names that its traffic is restricted
	 * to; null: everything that it may reach.
	 */
	networks?: string[] | null;
};

export interface WiringSetAccessQuery {
	/**
	 * 1: only returns what the call would do; nothing is changed. Default:
	 * "0".
	 */
	plan?: boolean | '1' | '0';
}

export type WiringSetAccessAnswer = {
	/** The owner's decision on the internet; null to follow its manifest. */
	internet: boolean | null;
	/** Whether its manifest requests the internet. */
	asksInternet: boolean;
	/**
	 * Whether it may reach the internet: by the owner's decision,
	 * otherwise by its manifest.
	 */
	reachesInternet: boolean;
	/**
	 * Whether it may also reach devices of the home network; never this
	 * box itself or other pups.
	 */
	lan: boolean;
	/**
	 * Restricts access to these addresses, networks (CIDR), or names of
	 * the internet (`api.example.org`, `*.example.org` for everything
	 * below it), within what the other members allow; null for no
	 * restriction. If it contains a name, no other name is resolved.
	 */
	networks: string[] | null;
	/** With `plan=1`: what the call would do. */
	plan?: {
		effects: {
			kind:
				| 'pup'
				| 'data'
				| 'connection'
				| 'access'
				| 'port'
				| 'page'
				| 'source'
				| 'session'
				| 'box'
				| 'snapshot'
				| 'network';
			/** Null when it has no id, or none yet. */
			id: string | null;
			/** Name that a person knows it by. */
			name: string;
			/** What happens to it, in a sentence. */
			text: string;
		}[];
	};
};

export interface AttentionOperations {
	/**
	 * Dismisses an item about something that is over: a failed job, a part
	 * that was restarted.
	 *
	 * An API token needs the scope `operate`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `POST /attention/dismiss`
	 */
	dismiss(body: AttentionDismissBody, options?: CallOptions): Promise<void>;
	/**
	 * What needs the owner’s attention, the most severe first; empty if
	 * all is well.
	 *
	 * Items come and go by themselves. The live socket sends each change
	 * of the list on its channel `attention`.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /attention`
	 */
	list(options?: CallOptions): Promise<AttentionListAnswer>;
}

export interface AuditOperations {
	/**
	 * Who did what, newest first; `before` (the last id returned)
	 * continues with older entries.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * `GET /audit`
	 */
	list(options?: AuditListQuery & CallOptions): Promise<AuditListAnswer>;
}

export interface BoxOperations {
	/**
	 * Changes the name of the box, its time zone, or both.
	 *
	 * Absent members stay unchanged. The name appears on pages, in
	 * notifications and in answers to Docker clients; the time zone is
	 * used for quiet hours. The host’s own name and time zone stay.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 300 calls per minute.
	 *
	 * `PATCH /box`
	 */
	change(body: BoxChangeBody, options?: CallOptions): Promise<BoxChangeAnswer>;
	/**
	 * Last unexpected ends of the parts of the box (crashed, killed),
	 * newest first.
	 *
	 * At most one per part, also from before the last start of the box; a
	 * normal stop does not count. Also empty if no supervisor watches the
	 * parts.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /box/ends`
	 */
	ends(options?: BoxEndsQuery & CallOptions): Promise<BoxEndsAnswer>;
	/**
	 * Frees disk space: removes layers of programs that no pup uses, files
	 * downloaded for builds, and older parts of logs.
	 *
	 * Pups’ data stay; layers and downloads are built or downloaded again
	 * when needed. The log file that is being written stays; a token needs
	 * `administer` to remove logs. With `plan=1` nothing is removed:
	 * `freed` says what would be.
	 *
	 * An API token needs the scope `install`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `POST /box/space/free`
	 */
	freeSpace(body: BoxFreeSpaceBody, options?: BoxFreeSpaceQuery & CallOptions): Promise<BoxFreeSpaceAnswer>;
	/**
	 * This box: its name and version, whether it is claimed and
	 * configured, what its host supports.
	 *
	 * At most 600 calls per minute.
	 *
	 * `GET /box`
	 */
	get(options?: CallOptions): Promise<BoxGetAnswer>;
	/**
	 * The box’s own log as a file: plain or gzip, as text or JSON lines.
	 *
	 * It ends with the last line written at the time of the request.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `GET /box/logs/file`
	 */
	logFile(options?: BoxLogFileQuery & CallOptions): Promise<ByteStream>;
	/**
	 * Lines of the box’s own log, from dogeboxd and its supervisor.
	 *
	 * With `after`, returns the next `limit` lines; call again with the
	 * `cursor` of the answer while `more` is true, and later for new
	 * lines: each line is returned once. With `before`, returns the last
	 * `limit` lines up to that cursor; call again with the `start` of the
	 * answer while `older` is true. With neither, returns the lines from
	 * `since` on, or else the last lines. A cursor is valid only for the
	 * same selection of `service`. `gap` says that lines after it are
	 * gone. A search covers all stored lines, newest first unless it
	 * continues with `after`; one call takes a few seconds at most and may
	 * return few lines or none while `older` or `more` says that there is
	 * more to search. The log names addresses and their errors, so the
	 * call needs the scope `administer`.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * `GET /box/logs`
	 */
	logs(options?: BoxLogsQuery & CallOptions): Promise<BoxLogsAnswer>;
	/** Lines of its log, then each new one, once. It ends with its signal. */
	followLog(options?: BoxLogsQuery & FollowOptions & CallOptions): AsyncIterable<BoxLogsAnswer['lines'][number]>;
	/**
	 * Load of the box: current stats, and samples of the last seconds.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /box/metrics`
	 */
	metrics(options?: BoxMetricsQuery & CallOptions): Promise<BoxMetricsAnswer>;
	/**
	 * The disks that the box writes to, how full they are, and what uses
	 * the space.
	 *
	 * `low` and `critical` end only when there is clearly more free space
	 * again. On a `critical` disk, pups whose data keep growing are
	 * stopped. `pups` lists the pups whose data were measured, largest
	 * first. `parts` lists what `box.freeSpace` can free.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /box/space`
	 */
	space(options?: CallOptions): Promise<BoxSpaceAnswer>;
}

export interface BoxesOperations {
	/**
	 * Creates another box with the same settings and a copy of its files
	 * (a job).
	 *
	 * A running box is paused while its files are copied. Ports of the
	 * host are not copied; volumes are shared. With `plan=1` nothing is
	 * changed: `plan` says what would change, and how.
	 *
	 * An API token needs the scope `install`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `POST /boxes/{id}/clone`
	 */
	clone(id: string, body: BoxesCloneBody, options?: BoxesCloneQuery & CallOptions): Promise<BoxesCloneAnswer>;
	/**
	 * Creates a box from an image or from Debian, and starts it (a job).
	 *
	 * A tag is resolved to a digest, which is stored and shown: a later
	 * pull of the tag does not change the box. The files in its root are
	 * kept across stop and start until the box is removed. If creation
	 * fails, the box stays in `error` with a reason: start it to try
	 * again, or remove it. With `plan=1` nothing is created and the
	 * registry is not contacted: `plan` says what would be created.
	 * Folders of the host and existing volumes also need the scope
	 * `administer`.
	 *
	 * An API token needs the scope `install`.
	 *
	 * At most 120 calls per minute.
	 *
	 * `POST /boxes`
	 */
	create(body: BoxesCreateBody, options?: BoxesCreateQuery & CallOptions): Promise<BoxesCreateAnswer>;
	/**
	 * Creates a volume before a box uses it. An existing volume is
	 * returned unchanged.
	 *
	 * An API token needs the scope `install`.
	 *
	 * At most 120 calls per minute.
	 *
	 * `POST /volumes`
	 */
	createVolume(body: BoxesCreateVolumeBody, options?: CallOptions): Promise<BoxesCreateVolumeAnswer>;
	/**
	 * Starts a command in a running box.
	 *
	 * The command runs independently of the connection. Its output is
	 * recorded; any number of clients can read it with `output` or
	 * `attach`, from any byte on, also after a restart of dogeboxd and
	 * after the end of the command. The last `keepBytes` of output are
	 * kept (default 16 777 216), and the last 200 commands of each box.
	 * With `timeoutMs` the command is killed after that time in any case.
	 * All processes that it started end with it. A command can read
	 * everything in the box, so the call needs the scope `administer`. The
	 * audit records that a command ran, not which.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 1200 calls per minute.
	 *
	 * `POST /boxes/{id}/execs`
	 */
	exec(id: string, body: BoxesExecBody, options?: CallOptions): Promise<BoxesExecAnswer>;
	/**
	 * Commands of a box that run or whose output is still kept, newest
	 * first.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * `GET /boxes/{id}/execs`
	 */
	execs(id: string, options?: BoxesExecsQuery & CallOptions): Promise<BoxesExecsAnswer>;
	/**
	 * Attaches to a command over a WebSocket, for output and input.
	 *
	 * The first message is `attach`. Output comes as binary messages;
	 * binary messages of the client are its input. Several clients may be
	 * attached at once, each at its own position. The command keeps
	 * running when the socket closes.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `GET /boxes/{id}/execs/{exec}/attach`
	 */
	execsAttach(
		id: string,
		exec: string,
		options?: CallOptions
	): Promise<Connection<BoxesExecsAttachSends, BoxesExecsAttachReceives>>;
	/**
	 * Kills a command and all processes that it started.
	 *
	 * The answer is the command with its end; a command that has already
	 * ended is not an error. Every attached client gets `exit`. In a
	 * paused box the command may end only when the box is resumed: then
	 * `end` is null.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 6000 calls per minute.
	 *
	 * `POST /boxes/{id}/execs/{exec}/cancel`
	 */
	execsCancel(id: string, exec: string, options?: CallOptions): Promise<BoxesExecsCancelAnswer>;
	/**
	 * One command.
	 *
	 * With `wait`, the answer comes when the command has ended or this
	 * number of seconds has passed.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * `GET /boxes/{id}/execs/{exec}`
	 */
	execsGet(id: string, exec: string, options?: BoxesExecsGetQuery & CallOptions): Promise<BoxesExecsGetAnswer>;
	/**
	 * Writes to the input of a command.
	 *
	 * The answer comes when the input is passed on. A command that was
	 * started without `stdin` has no input.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 6000 calls per minute.
	 *
	 * `POST /boxes/{id}/execs/{exec}/input`
	 */
	execsInput(id: string, exec: string, body: BoxesExecsInputBody, options?: CallOptions): Promise<void>;
	/**
	 * The output of a command as events, from any byte on until its end.
	 *
	 * Stored output is sent first, then new output. The id of an event is
	 * the byte after its piece: a client that reconnects with it as
	 * `Last-Event-ID`, or as `after`, gets everything that follows. A
	 * stalled reader blocks neither the command nor other readers. `gap`
	 * says that some output is no longer kept. The last event is always
	 * `exit`. Reading changes nothing.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * `GET /boxes/{id}/execs/{exec}/output`
	 */
	execsOutput(
		id: string,
		exec: string,
		options?: BoxesExecsOutputQuery & CallOptions
	): AsyncIterable<EventsOf<BoxesExecsOutputEvents>>;
	/**
	 * Removes a command with its output; a running command is killed
	 * first.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `DELETE /boxes/{id}/execs/{exec}`
	 */
	execsRemove(id: string, exec: string, options?: CallOptions): Promise<void>;
	/**
	 * Sets the size of a command’s terminal.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 6000 calls per minute.
	 *
	 * `POST /boxes/{id}/execs/{exec}/resize`
	 */
	execsResize(id: string, exec: string, body: BoxesExecsResizeBody, options?: CallOptions): Promise<void>;
	/**
	 * Sends a command a signal.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 6000 calls per minute.
	 *
	 * `POST /boxes/{id}/execs/{exec}/signal`
	 */
	execsSignal(id: string, exec: string, body: BoxesExecsSignalBody, options?: CallOptions): Promise<void>;
	/**
	 * A folder of a box, or a file, as a tar archive.
	 *
	 * Entries are in the order of the disk. Links are stored as links;
	 * sockets and pipes are left out.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `GET /boxes/{id}/files/archive`
	 */
	filesArchive(id: string, options?: BoxesFilesArchiveQuery & CallOptions): Promise<ByteStream>;
	/**
	 * Cancels an incomplete upload and removes its data.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `DELETE /boxes/{id}/files/upload`
	 */
	filesCancelUpload(id: string, options: BoxesFilesCancelUploadQuery & CallOptions): Promise<void>;
	/**
	 * A file of a box, or a range of it.
	 *
	 * `Range` with one range of bytes, and `If-Range` with the `ETag` of
	 * an earlier answer, resume a download. Links are not followed. The
	 * box may run or not. Transfers of its files are cut off when it is
	 * started, stopped or copied; start them again then.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `GET /boxes/{id}/files/content`
	 */
	filesGet(id: string, options: BoxesFilesGetQuery & CallOptions): Promise<ByteStream>;
	/**
	 * Entries of a folder of a box, by name.
	 *
	 * Without a path, its root. Volumes are included; `/proc`, `/dev` and
	 * folders in memory are empty. Each part of a path is the `part` of an
	 * entry. The box may run or not. Transfers of its files are cut off
	 * when it is started, stopped or copied; start them again then.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `GET /boxes/{id}/files`
	 */
	filesList(id: string, options?: BoxesFilesListQuery & CallOptions): Promise<BoxesFilesListAnswer>;
	/**
	 * Creates a folder in a box.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `POST /boxes/{id}/files/folders`
	 */
	filesMakeFolder(
		id: string,
		body: BoxesFilesMakeFolderBody,
		options?: BoxesFilesMakeFolderQuery & CallOptions
	): Promise<void>;
	/**
	 * Renames or moves a file or folder of a box. Nothing is overwritten.
	 *
	 * Nothing can be moved between volumes, or into or out of one.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `POST /boxes/{id}/files/move`
	 */
	filesMove(id: string, body: BoxesFilesMoveBody, options?: BoxesFilesMoveQuery & CallOptions): Promise<void>;
	/**
	 * Writes a file into a box, in one part or several.
	 *
	 * Each part begins at `offset`, where the previous part ended; after a
	 * broken connection, `GET …/files/upload` returns the offset. The
	 * complete file appears at its path after the last part. It gets the
	 * owner of its folder. A part may take at most two minutes. An upload
	 * that is not continued for a day is removed.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 1200 calls per minute.
	 *
	 * `PUT /boxes/{id}/files/content`
	 */
	filesPut(id: string, body: Upload, options: BoxesFilesPutQuery & CallOptions): Promise<BoxesFilesPutAnswer>;
	/**
	 * Permanently deletes a file of a box, or a folder with its content.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `DELETE /boxes/{id}/files`
	 */
	filesRemove(id: string, options: BoxesFilesRemoveQuery & CallOptions): Promise<void>;
	/**
	 * The entry at a path in a box: kind, size, permissions, owner.
	 *
	 * With `follow=true` symbolic links are followed, within the box.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `GET /boxes/{id}/files/stat`
	 */
	filesStat(id: string, options?: BoxesFilesStatQuery & CallOptions): Promise<BoxesFilesStatAnswer>;
	/**
	 * Unpacks a tar archive in a folder of a box.
	 *
	 * The archive must be uncompressed ustar, GNU tar or pax. Existing
	 * entries are replaced; with `strict=true` a folder never replaces
	 * another kind of entry, or the reverse. Owners are those in the
	 * archive. Paths outside the folder, pipes and devices are refused;
	 * entries before them stay. After a broken connection, send the
	 * archive again. Over HTTP a call may take at most two minutes.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `PUT /boxes/{id}/files/archive`
	 */
	filesUnpack(id: string, body: Upload, options?: BoxesFilesUnpackQuery & CallOptions): Promise<void>;
	/**
	 * How much of an incomplete upload has arrived.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `GET /boxes/{id}/files/upload`
	 */
	filesUploaded(id: string, options: BoxesFilesUploadedQuery & CallOptions): Promise<BoxesFilesUploadedAnswer>;
	/**
	 * Removes boxes that have not run for a while. Volumes stay.
	 *
	 * Removes boxes that have been stopped or in error for
	 * `olderThanSeconds` and have all of `labels`. With `plan=1` nothing
	 * is removed: `boxes` lists those that would be.
	 *
	 * An API token needs the scope `install`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `POST /boxes/gc`
	 */
	gc(body: BoxesGcBody, options?: BoxesGcQuery & CallOptions): Promise<BoxesGcAnswer>;
	/**
	 * One box, by its id or its name.
	 *
	 * Values of its environment are null unless the caller may
	 * `administer`.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /boxes/{id}`
	 */
	get(id: string, options?: CallOptions): Promise<BoxesGetAnswer>;
	/**
	 * Sends a signal to the main process of a box; SIGKILL ends the box.
	 *
	 * A box that does not run is refused with `wrong-state`.
	 *
	 * An API token needs the scope `operate`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `POST /boxes/{id}/kill`
	 */
	kill(id: string, options?: BoxesKillQuery & CallOptions): Promise<BoxesKillAnswer>;
	/**
	 * Boxes, newest first, and what they may use in total.
	 *
	 * `label` selects boxes that have all of these labels, `name=value` or
	 * a name alone. `after`, the `next` of the previous page, returns the
	 * following boxes.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /boxes`
	 */
	list(options?: BoxesListQuery & CallOptions): Promise<BoxesListAnswer>;
	/**
	 * Its log as a file: plain or gzip, as text or JSON lines.
	 *
	 * It ends with the last line written at the time of the request.
	 *
	 * An API token needs the scope `see`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `GET /boxes/{id}/logs/file`
	 */
	logFile(id: string, options?: BoxesLogFileQuery & CallOptions): Promise<ByteStream>;
	/**
	 * Output of its main process, in the order of writing: pages in both
	 * directions, a time range, a search.
	 *
	 * With `after`, returns the next `limit` lines; call again with the
	 * `cursor` of the answer while `more` is true, and later for new
	 * lines: each line is returned once. With `before`, returns the last
	 * `limit` lines up to that cursor; call again with the `start` of the
	 * answer while `older` is true. With neither, returns the lines from
	 * `since` on, or else the last lines. A cursor is valid only for the
	 * same selection of `service`. `gap` says that lines after it are
	 * gone. A search covers all stored lines, newest first unless it
	 * continues with `after`; one call takes a few seconds at most and may
	 * return few lines or none while `older` or `more` says that there is
	 * more to search.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /boxes/{id}/logs`
	 */
	logs(id: string, options?: BoxesLogsQuery & CallOptions): Promise<BoxesLogsAnswer>;
	/** Lines of its log, then each new one, once. It ends with its signal. */
	followLog(
		id: string,
		options?: BoxesLogsQuery & FollowOptions & CallOptions
	): AsyncIterable<BoxesLogsAnswer['lines'][number]>;
	/**
	 * Freezes all processes of a box; their memory is kept.
	 *
	 * A box that is already in that state is not an error: `jobId` is
	 * null.
	 *
	 * An API token needs the scope `operate`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `POST /boxes/{id}/pause`
	 */
	pause(id: string, options?: CallOptions): Promise<BoxesPauseAnswer>;
	/**
	 * Removes a box with its files and snapshots (a job). Volumes stay.
	 *
	 * A running box is refused with `wrong-state`; with `force=true` it is
	 * stopped first. With `plan=1` nothing is changed: `plan` says what
	 * would change, and how.
	 *
	 * An API token needs the scope `install`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `DELETE /boxes/{id}`
	 */
	remove(id: string, options?: BoxesRemoveQuery & CallOptions): Promise<BoxesRemoveAnswer>;
	/**
	 * Removes a snapshot.
	 *
	 * An API token needs the scope `install`.
	 *
	 * At most 120 calls per minute.
	 *
	 * `DELETE /boxes/{id}/snapshots/{snapshot}`
	 */
	removeSnapshot(id: string, snapshot: string, options?: CallOptions): Promise<void>;
	/**
	 * Removes a volume with its content. A volume that a box uses is
	 * refused.
	 *
	 * An API token needs the scope `install`.
	 *
	 * At most 120 calls per minute.
	 *
	 * `DELETE /volumes/{name}`
	 */
	removeVolume(name: string, options?: CallOptions): Promise<void>;
	/**
	 * Gives a box another name; its id stays.
	 *
	 * An API token needs the scope `configure`.
	 *
	 * At most 120 calls per minute.
	 *
	 * `POST /boxes/{id}/rename`
	 */
	rename(id: string, body: BoxesRenameBody, options?: CallOptions): Promise<BoxesRenameAnswer>;
	/**
	 * Stops a box and starts it again (a job).
	 *
	 * A box that does not run is started.
	 *
	 * An API token needs the scope `operate`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `POST /boxes/{id}/restart`
	 */
	restart(id: string, options?: BoxesRestartQuery & CallOptions): Promise<BoxesRestartAnswer>;
	/**
	 * Restores the files of a box from a snapshot (a job). Its current
	 * files are lost.
	 *
	 * A running box is stopped and started again afterwards. With `plan=1`
	 * nothing is changed: `plan` says what would change, and how.
	 *
	 * An API token needs the scope `install`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `POST /boxes/{id}/snapshots/{snapshot}/restore`
	 */
	restore(id: string, snapshot: string, options?: BoxesRestoreQuery & CallOptions): Promise<BoxesRestoreAnswer>;
	/**
	 * Resumes a paused box.
	 *
	 * A box that is already in that state is not an error: `jobId` is
	 * null.
	 *
	 * An API token needs the scope `operate`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `POST /boxes/{id}/resume`
	 */
	resume(id: string, options?: CallOptions): Promise<BoxesResumeAnswer>;
	/**
	 * Runs a command in a box created for it, and removes the box.
	 *
	 * The answer comes when the command has ended: its status and output,
	 * up to 1048576 bytes of each stream. When the caller disconnects, the
	 * command is cancelled and everything removed. Folders of the host and
	 * existing volumes also need the scope `administer`.
	 *
	 * An API token needs the scope `install`.
	 *
	 * At most 120 calls per minute.
	 *
	 * `POST /boxes/run`
	 */
	run(body: BoxesRunBody, options?: CallOptions): Promise<BoxesRunAnswer>;
	/**
	 * Runs a command in a box created for it, sends its output as events,
	 * and removes the box.
	 *
	 * Like `POST /boxes/run`, but with events. An invalid request gets an
	 * error; a later failure is the event `error`. The stream ends when
	 * the box is removed. Disconnecting cancels the command and removes
	 * the box. A slow reader slows the command down.
	 *
	 * An API token needs the scope `install`.
	 *
	 * At most 120 calls per minute.
	 *
	 * `POST /boxes/run/events`
	 */
	runEvents(body: BoxesRunEventsBody, options?: CallOptions): AsyncIterable<EventsOf<BoxesRunEventsEvents>>;
	/**
	 * Runs a command in a box created for it, over a WebSocket and
	 * optionally with a terminal.
	 *
	 * The first message is `start`, with the members of `POST /boxes/run`.
	 * Then the client sends input and the box sends output, until `exit`
	 * or `error`. When the socket closes the command is killed, and the
	 * box removed.
	 *
	 * An API token needs the scope `install`.
	 *
	 * At most 120 calls per minute.
	 *
	 * `GET /boxes/run/attach`
	 */
	runTerminal(options?: CallOptions): Promise<Connection<BoxesRunTerminalSends, BoxesRunTerminalReceives>>;
	/**
	 * Stores a copy of the files of a box (a job), without volumes.
	 *
	 * A running box is paused while its files are copied.
	 *
	 * An API token needs the scope `install`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `POST /boxes/{id}/snapshots`
	 */
	snapshot(id: string, body: BoxesSnapshotBody, options?: CallOptions): Promise<BoxesSnapshotAnswer>;
	/**
	 * Snapshots of the files of a box, newest first.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /boxes/{id}/snapshots`
	 */
	snapshots(id: string, options?: BoxesSnapshotsQuery & CallOptions): Promise<BoxesSnapshotsAnswer>;
	/**
	 * Starts a box, also one in `error` (a job).
	 *
	 * A box that is already in that state is not an error: `jobId` is
	 * null. A paused box is resumed.
	 *
	 * An API token needs the scope `operate`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `POST /boxes/{id}/start`
	 */
	start(id: string, options?: CallOptions): Promise<BoxesStartAnswer>;
	/**
	 * Samples of the last seconds, oldest first, and slow values.
	 *
	 * Live samples come on the channel `boxes:<id>:samples` of the live
	 * socket.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /boxes/{id}/stats`
	 */
	stats(id: string, options?: BoxesStatsQuery & CallOptions): Promise<BoxesStatsAnswer>;
	/**
	 * Stops a box (a job).
	 *
	 * A box that is already in that state is not an error: `jobId` is
	 * null. Its files stay. An ephemeral box is removed.
	 *
	 * An API token needs the scope `operate`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `POST /boxes/{id}/stop`
	 */
	stop(id: string, options?: BoxesStopQuery & CallOptions): Promise<BoxesStopAnswer>;
	/**
	 * Changes limits, labels, restart policy, stop settings, network and
	 * ports of a box. Absent members stay unchanged.
	 *
	 * An API token needs the scope `configure`.
	 *
	 * At most 120 calls per minute.
	 *
	 * `PATCH /boxes/{id}`
	 */
	update(id: string, body: BoxesUpdateBody, options?: CallOptions): Promise<BoxesUpdateAnswer>;
	/**
	 * Volumes of boxes, by name.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /volumes`
	 */
	volumes(options?: BoxesVolumesQuery & CallOptions): Promise<BoxesVolumesAnswer>;
}

export interface CallerOperations {
	/**
	 * Identity and permissions of the caller.
	 *
	 * `scopes` are those of the token; a session and a program at the Unix
	 * socket have all scopes. A caller without credentials is `anyone`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `GET /caller`
	 */
	get(options?: CallOptions): Promise<CallerGetAnswer>;
}

export interface ConfigOperations {
	/**
	 * Differences between two saved configurations of a pup, by setting.
	 *
	 * Without `to`, compares the saved configuration with the current one.
	 * For secrets it says only that they differ, never their values.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /pups/{id}/config/compare`
	 */
	compare(id: string, options: ConfigCompareQuery & CallOptions): Promise<ConfigCompareAnswer>;
	/**
	 * Saved configurations of a pup, newest first.
	 *
	 * The newest 50 are kept. They are removed when the pup is removed
	 * with its data.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /pups/{id}/config/history`
	 */
	history(id: string, options?: ConfigHistoryQuery & CallOptions): Promise<ConfigHistoryAnswer>;
	/**
	 * Restores an earlier configuration of a pup.
	 *
	 * Settings that its current version no longer has or accepts are left
	 * out; required settings that had no value then stay unchanged. The
	 * result is saved as a new version, so it can be undone. A running pup
	 * is restarted to apply it; then `jobId` is set. With `plan=1` nothing
	 * is changed.
	 *
	 * An API token needs the scope `configure`.
	 *
	 * At most 300 calls per minute.
	 *
	 * `POST /pups/{id}/config/restore`
	 */
	restore(
		id: string,
		body: ConfigRestoreBody,
		options?: ConfigRestoreQuery & CallOptions
	): Promise<ConfigRestoreAnswer>;
}

export interface ConnectionsOperations {
	/**
	 * Pups, the internet and the home network, and the permitted
	 * connections between them.
	 *
	 * An edge leads from the client to the server. There is one for each
	 * interface with a provider, even without a grant, and one for the
	 * internet and the home network if a pup may reach them.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /connections`
	 */
	get(options?: CallOptions): Promise<ConnectionsGetAnswer>;
	/**
	 * The last requests from one pup to another through the gateway,
	 * newest first.
	 *
	 * Kept in memory: 100 of each edge. Neither queries nor bodies are
	 * kept.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /connections/{from}/{to}/requests`
	 */
	requests(
		from: string,
		to: string,
		options: ConnectionsRequestsQuery & CallOptions
	): Promise<ConnectionsRequestsAnswer>;
}

export interface EventsOperations {
	/**
	 * Changes as server-sent events, including missed ones.
	 *
	 * The first event is `hello`. With `after`, the number of the last
	 * change that the client has, all later changes are sent first; the
	 * header `Last-Event-ID` does the same and overrides it. Without
	 * either, only new changes are sent. `kinds` and `pup` filter the
	 * changes: `pup`, an id, selects those of that pup and of jobs about
	 * it. Reading changes nothing. A client that reads too slowly is
	 * disconnected, and gets the missed changes when it reconnects with
	 * its last number. After every 15 seconds without a change, a comment
	 * is sent.
	 *
	 * An API token needs the scope `see`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `GET /events`
	 */
	follow(options?: EventsFollowQuery & CallOptions): AsyncIterable<EventsOf<EventsFollowEvents>>;
}

export interface FilesOperations {
	/**
	 * A folder of the pup’s storage as a tar archive.
	 *
	 * Entries are in the order of the disk. Links are stored as links;
	 * sockets and pipes are left out.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `GET /pups/{id}/files/archive`
	 */
	archive(id: string, options?: FilesArchiveQuery & CallOptions): Promise<ByteStream>;
	/**
	 * Cancels an incomplete upload and removes its data.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `DELETE /pups/{id}/files/upload`
	 */
	cancelUpload(id: string, options: FilesCancelUploadQuery & CallOptions): Promise<void>;
	/**
	 * Entries of a folder in the pup’s storage, by name.
	 *
	 * Without a path, the storage itself. Each part of a path is the
	 * `part` of an entry: its name, or `base64:` and its bytes in
	 * base64url if the name is not text. At most 1000000 entries of a
	 * folder are read. The pup need not run.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `GET /pups/{id}/files`
	 */
	list(id: string, options?: FilesListQuery & CallOptions): Promise<FilesListAnswer>;
	/**
	 * Creates a folder in the pup’s storage.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `POST /pups/{id}/files/folders`
	 */
	makeFolder(id: string, body: FilesMakeFolderBody, options?: FilesMakeFolderQuery & CallOptions): Promise<void>;
	/**
	 * Renames or moves a file or folder of the pup’s storage. Nothing is
	 * overwritten.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `POST /pups/{id}/files/move`
	 */
	move(id: string, body: FilesMoveBody, options?: FilesMoveQuery & CallOptions): Promise<void>;
	/**
	 * A file of the pup’s storage, or a range of it.
	 *
	 * `Range` with one range of bytes, and `If-Range` with the `ETag` of
	 * an earlier answer, resume a download. Links are not followed.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `GET /pups/{id}/files/content`
	 */
	read(id: string, options: FilesReadQuery & CallOptions): Promise<ByteStream>;
	/**
	 * Permanently deletes a file of the pup’s storage, or a folder with
	 * its content.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `DELETE /pups/{id}/files`
	 */
	remove(id: string, options: FilesRemoveQuery & CallOptions): Promise<void>;
	/**
	 * Writes a file into the pup’s storage, in one part or several.
	 *
	 * Each part begins at `offset`, where the previous part ended; after a
	 * broken connection, `GET …/files/upload` returns the offset. The
	 * complete file appears at its path after the last part. It gets the
	 * owner of its folder. A part may take at most two minutes. An upload
	 * that is not continued for a day is removed.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 1200 calls per minute.
	 *
	 * `PUT /pups/{id}/files/content`
	 */
	upload(id: string, body: Upload, options: FilesUploadQuery & CallOptions): Promise<FilesUploadAnswer>;
	/**
	 * How much of an incomplete upload has arrived.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `GET /pups/{id}/files/upload`
	 */
	uploaded(id: string, options: FilesUploadedQuery & CallOptions): Promise<FilesUploadedAnswer>;
}

export interface ImagesOperations {
	/**
	 * One image.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /images/{id}`
	 */
	get(id: string, options?: CallOptions): Promise<ImagesGetAnswer>;
	/**
	 * Stored images, newest first, and the boxes created from each.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /images`
	 */
	list(options?: ImagesListQuery & CallOptions): Promise<ImagesListAnswer>;
	/**
	 * Removes images without a name; with `all`, every image from which no
	 * box was created.
	 *
	 * With `plan=1` nothing is removed: `removed` and `bytes` say what
	 * would be.
	 *
	 * An API token needs the scope `operate`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `POST /images/prune`
	 */
	prune(body: ImagesPruneBody, options?: ImagesPruneQuery & CallOptions): Promise<ImagesPruneAnswer>;
	/**
	 * Fetches an image from its registry and stores it (a job).
	 *
	 * Names are read as in Docker: `nginx` is
	 * `docker.io/library/nginx:latest`. Parts that are already stored are
	 * not fetched again, and an interrupted download is resumed. User
	 * names and passwords for registries are in the file that
	 * `DOGEBOX_REGISTRY_AUTH` names.
	 *
	 * An API token needs the scope `install`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `POST /images/pull`
	 */
	pull(body: ImagesPullBody, options?: CallOptions): Promise<ImagesPullAnswer>;
	/**
	 * Removes an image, with all of its names.
	 *
	 * An image with several names, or from which a stopped box was
	 * created, is removed only with `force=true`; the image of a running
	 * box is never removed. Boxes keep their files in any case. With
	 * `plan=1` nothing is removed: `removed` says what would be.
	 *
	 * An API token needs the scope `operate`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `DELETE /images/{id}`
	 */
	remove(id: string, options?: ImagesRemoveQuery & CallOptions): Promise<ImagesRemoveAnswer>;
	/**
	 * Gives an image a further name. Another image with this name loses
	 * it.
	 *
	 * An API token needs the scope `operate`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `POST /images/{id}/tags`
	 */
	tag(id: string, body: ImagesTagBody, options?: CallOptions): Promise<ImagesTagAnswer>;
}

export interface JobsOperations {
	/**
	 * Asks a job to stop at the next safe point.
	 *
	 * An API token needs the scope `operate`.
	 *
	 * At most 300 calls per minute.
	 *
	 * `POST /jobs/{id}/cancel`
	 */
	cancel(id: string, options?: CallOptions): Promise<JobsCancelAnswer>;
	/**
	 * One job with its steps; `wait` delays the answer until the job has
	 * ended.
	 *
	 * With `wait`, 0 to 60 seconds, the answer comes when the job has
	 * ended or the time is over, whichever is first: check `status`.
	 * Closing the connection ends the wait at once and does not affect the
	 * job.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /jobs/{id}`
	 */
	get(id: string, options?: JobsGetQuery & CallOptions): Promise<JobsGetAnswer>;
	/**
	 * Jobs, newest first, filtered by `subject`, `kind` and `status`.
	 * `before` (ms) continues with older jobs.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /jobs`
	 */
	list(options?: JobsListQuery & CallOptions): Promise<JobsListAnswer>;
	/**
	 * Lines of its log, oldest first: pages in both directions, a time
	 * range, a search.
	 *
	 * With `after`, returns the next `limit` lines; call again with the
	 * `cursor` of the answer while `more` is true, and later for new
	 * lines: each line is returned once. With `before`, returns the last
	 * `limit` lines up to that cursor; call again with the `start` of the
	 * answer while `older` is true. With neither, returns the lines from
	 * `since` on, or else the last lines. A cursor is valid only for the
	 * same selection of `service`. `gap` says that lines after it are
	 * gone. A search covers all stored lines, newest first unless it
	 * continues with `after`; one call takes a few seconds at most and may
	 * return few lines or none while `older` or `more` says that there is
	 * more to search.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /jobs/{id}/log`
	 */
	log(id: string, options?: JobsLogQuery & CallOptions): Promise<JobsLogAnswer>;
	/** Lines of its log, then each new one, once. It ends with its signal. */
	followLog(
		id: string,
		options?: JobsLogQuery & FollowOptions & CallOptions
	): AsyncIterable<JobsLogAnswer['lines'][number]>;
	/**
	 * Its log as a file: plain or gzip, as text or JSON lines.
	 *
	 * It ends with the last line written at the time of the request.
	 *
	 * An API token needs the scope `see`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `GET /jobs/{id}/log/file`
	 */
	logFile(id: string, options?: JobsLogFileQuery & CallOptions): Promise<ByteStream>;
}

export interface KeysOperations {
	/**
	 * Whether keys are locked: after a restart, pups’ keys need the
	 * password.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /keys`
	 */
	get(options?: CallOptions): Promise<KeysGetAnswer>;
	/**
	 * Unlocks the keys with the password.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 300 calls per minute.
	 *
	 * `POST /keys/unlock`
	 */
	unlock(body: KeysUnlockBody, options?: CallOptions): Promise<KeysUnlockAnswer>;
}

export interface LiveOperations {
	/**
	 * The live socket: changes, samples and log lines over one WebSocket.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /live`
	 */
	open(options?: CallOptions): Promise<Connection<LiveOpenSends, LiveOpenReceives>>;
}

export interface MetricsOperations {
	/**
	 * All figures of the box and its pups in the text format of Prometheus
	 * (0.0.4).
	 *
	 * The same answer is at `/metrics`, the default path of Prometheus.
	 * Give Prometheus a token with the scope `see` as `authorization:
	 * {credentials: …}`.
	 *
	 * An API token needs the scope `see`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `GET /metrics`
	 */
	prometheus(options?: CallOptions): Promise<ByteStream>;
}

export interface NetworksOperations {
	/**
	 * Puts a box on a network; a running box at once.
	 *
	 * A box that is already on it gets these aliases and this address
	 * instead of its old ones. Stop a box first that was started without
	 * any network. With `plan=1` nothing is changed: `plan` says what
	 * would change, and how.
	 *
	 * An API token needs the scope `configure`.
	 *
	 * At most 120 calls per minute.
	 *
	 * `POST /networks/{id}/connect`
	 */
	connect(
		id: string,
		body: NetworksConnectBody,
		options?: NetworksConnectQuery & CallOptions
	): Promise<NetworksConnectAnswer>;
	/**
	 * Creates a network.
	 *
	 * Boxes on the same network reach each other at all ports, and find
	 * each other by name, by alias and by the first twelve digits of their
	 * ids. Boxes without a common network do not reach each other, and
	 * pups are never on a network. What a box may reach outside depends on
	 * its own `network`; a box that is only on internal networks reaches
	 * nothing outside. A box has one address, which is the same on all of
	 * its networks; on a network with a `subnet` it can also have an
	 * address of that subnet, only for boxes on the network. With `ipv6`
	 * it also has an IPv6 address, only for boxes on the network. There
	 * can be 64 networks.
	 *
	 * An API token needs the scope `install`.
	 *
	 * At most 120 calls per minute.
	 *
	 * `POST /networks`
	 */
	create(body: NetworksCreateBody, options?: CallOptions): Promise<NetworksCreateAnswer>;
	/**
	 * Takes a box off a network at once: its open connections there are
	 * cut.
	 *
	 * What it may reach outside still depends on its own `network`, also
	 * if this was its last network. With `plan=1` nothing is changed:
	 * `plan` says what would change, and how.
	 *
	 * An API token needs the scope `configure`.
	 *
	 * At most 120 calls per minute.
	 *
	 * `POST /networks/{id}/disconnect`
	 */
	disconnect(
		id: string,
		body: NetworksDisconnectBody,
		options?: NetworksDisconnectQuery & CallOptions
	): Promise<NetworksDisconnectAnswer>;
	/**
	 * One network, by its id or its name.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /networks/{id}`
	 */
	get(id: string, options?: CallOptions): Promise<NetworksGetAnswer>;
	/**
	 * Networks of boxes, by name, each with the boxes on it.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /networks`
	 */
	list(options?: NetworksListQuery & CallOptions): Promise<NetworksListAnswer>;
	/**
	 * Removes networks without boxes.
	 *
	 * With `plan=1` nothing is removed: `removed` says which would be.
	 *
	 * An API token needs the scope `install`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `POST /networks/prune`
	 */
	prune(body: NetworksPruneBody, options?: NetworksPruneQuery & CallOptions): Promise<NetworksPruneAnswer>;
	/**
	 * Removes a network. A network with boxes, running or not, is refused.
	 *
	 * An API token needs the scope `install`.
	 *
	 * At most 120 calls per minute.
	 *
	 * `DELETE /networks/{id}`
	 */
	remove(id: string, options?: CallOptions): Promise<void>;
}

export interface NotificationsOperations {
	/**
	 * Adds a destination: a webhook, an e-mail address, a topic of ntfy, a
	 * browser (Web Push).
	 *
	 * A webhook gets a JSON object by POST, with `X-Dogebox-Signature:
	 * sha256=<HMAC-SHA-256 of the body under the secret, hex>`. An address
	 * in the home network is allowed, because the owner enters it.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 30 calls per minute.
	 *
	 * `POST /notifications/destinations`
	 */
	add(body: NotificationsAddBody, options?: CallOptions): Promise<NotificationsAddAnswer>;
	/**
	 * Changes a destination: its name, what is sent there, or its target.
	 *
	 * Give the complete `target`; its kind cannot change. An absent secret
	 * is kept, and so is an absent address of a webhook; `null` removes a
	 * secret. When the server changes, or the connection becomes less
	 * protected, give a kept secret again or remove it: it is never sent
	 * to a place that it was not meant for.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `PATCH /notifications/destinations/{id}`
	 */
	change(id: string, body: NotificationsChangeBody, options?: CallOptions): Promise<NotificationsChangeAnswer>;
	/**
	 * Destinations of notifications, quiet hours, and the newest messages,
	 * without secrets.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * `GET /notifications`
	 */
	get(options?: CallOptions): Promise<NotificationsGetAnswer>;
	/**
	 * Sets the hours in which only critical notifications are sent; null
	 * for none.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `PUT /notifications/quiet-hours`
	 */
	quiet(body: NotificationsQuietBody, options?: CallOptions): Promise<void>;
	/**
	 * Removes a destination; its pending messages are dropped.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `DELETE /notifications/destinations/{id}`
	 */
	remove(id: string, options?: CallOptions): Promise<void>;
	/**
	 * Sends a test message now. The answer comes when the destination has
	 * accepted it, or says why it has not.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 20 calls per minute.
	 *
	 * `POST /notifications/destinations/{id}/test`
	 */
	test(id: string, options?: CallOptions): Promise<void>;
}

export interface OpenapiOperations {
	/**
	 * This API as an OpenAPI 3.1 document.
	 *
	 * Readable without a login, for tools: it contains nothing that the
	 * source code does not.
	 *
	 * At most 60 calls per minute.
	 *
	 * `GET /openapi.json`
	 */
	get(options?: CallOptions): Promise<OpenapiGetAnswer>;
}

export interface PasswordOperations {
	/**
	 * Changes the password. Every other session ends.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 300 calls per minute.
	 *
	 * `POST /password`
	 */
	change(body: PasswordChangeBody, options?: CallOptions): Promise<void>;
	/**
	 * Sets a new password with the 24 words. Every session ends.
	 *
	 * `POST /password/reset`
	 */
	reset(body: PasswordResetBody, options?: CallOptions): Promise<void>;
}

export interface PortsOperations {
	/**
	 * Opens and closes ports to the home network, changes their numbers,
	 * and sets who may open a page.
	 *
	 * Either all changes are made or none. Absent members stay unchanged.
	 * A page with the access `token` can be opened by programs with its
	 * own token: as the password of HTTP Basic (any name), or as Bearer.
	 * The token is in this answer and never shown again; `newToken`
	 * creates a new token, and the old one stops working. `open` is for
	 * every device of the home network, without a login. Revoked access
	 * ends at once, and its open connections are cut. The call takes no
	 * `Idempotency-Key`, because its answer is not stored. With `plan=1`
	 * nothing is changed: `plan` says what would change, and how. No token
	 * is created then.
	 *
	 * An API token needs the scope `configure`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `PUT /pups/{id}/ports`
	 */
	change(id: string, body: PortsChangeBody, options?: PortsChangeQuery & CallOptions): Promise<PortsChangeAnswer>;
	/**
	 * Ports of the box that can lead to a pup, which of them are open, and
	 * who may open its web pages.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /pups/{id}/ports`
	 */
	get(id: string, options?: CallOptions): Promise<PortsGetAnswer>;
}

export interface PupsOperations {
	/**
	 * Stores config values, by field name. Absent fields stay unchanged.
	 *
	 * A running pup is restarted if the values are new to it; then `jobId`
	 * is set. With `plan=1` nothing is changed: `plan` says what saving
	 * would do, and which services it would restart.
	 *
	 * An API token needs the scope `configure`.
	 *
	 * At most 300 calls per minute.
	 *
	 * `PUT /pups/{id}/config`
	 */
	configure(
		id: string,
		body: PupsConfigureBody,
		options?: PupsConfigureQuery & CallOptions
	): Promise<PupsConfigureAnswer>;
	/**
	 * Switches dev mode of a pup from a folder: its folder is mounted
	 * writable, and a change there restarts it.
	 *
	 * A job stops the pup, reads its manifest again and starts it. With
	 * `plan=1` nothing is changed: `plan` says what switching would do.
	 *
	 * An API token needs the scope `configure`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `PUT /pups/{id}/dev`
	 */
	dev(id: string, body: PupsDevBody, options?: PupsDevQuery & CallOptions): Promise<PupsDevAnswer>;
	/**
	 * Sets which of the requested devices a pup gets; devices that are not
	 * listed are taken away.
	 *
	 * A running pup is restarted if that changes anything.
	 *
	 * An API token needs the scope `configure`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `PUT /pups/{id}/devices`
	 */
	devices(id: string, body: PupsDevicesBody, options?: CallOptions): Promise<PupsDevicesAnswer>;
	/**
	 * Runs a command in a service of the pup; its output comes as events.
	 *
	 * The command has only the rights of the service. When the caller
	 * disconnects, it is killed with all processes that it started. A
	 * command can read everything that the service can, including secrets,
	 * so the call needs the scope `administer`. The audit records that a
	 * command ran, not which.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `POST /pups/{id}/exec`
	 */
	exec(id: string, body: PupsExecBody, options?: CallOptions): AsyncIterable<EventsOf<PupsExecEvents>>;
	/**
	 * One installed pup with its services, pages and config, without
	 * values of password fields.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /pups/{id}`
	 */
	get(id: string, options?: CallOptions): Promise<PupsGetAnswer>;
	/**
	 * Creates a hook: an address at which other pups can call one path of
	 * this pup.
	 *
	 * A pup calls `http://dogebox/dbx/hook/<id>`, and the gateway passes
	 * method, query, headers and body to `path` at `port`. Pups that
	 * provide something to this pup may call it; with `callers`, only the
	 * listed pups. The hook is removed with the pup.
	 *
	 * An API token needs the scope `configure`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `POST /pups/{id}/hooks`
	 */
	hooksCreate(id: string, body: PupsHooksCreateBody, options?: CallOptions): Promise<PupsHooksCreateAnswer>;
	/**
	 * Hooks of a pup, with the permitted callers and the number of calls
	 * of each.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /pups/{id}/hooks`
	 */
	hooksList(id: string, options?: PupsHooksListQuery & CallOptions): Promise<PupsHooksListAnswer>;
	/**
	 * Removes a hook. Open calls end.
	 *
	 * An API token needs the scope `configure`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `DELETE /pups/{id}/hooks/{hook}`
	 */
	hooksRemove(id: string, hook: string, options?: CallOptions): Promise<void>;
	/**
	 * Gives a hook a new address. The old address stops working at once,
	 * and open calls end.
	 *
	 * An API token needs the scope `configure`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `POST /pups/{id}/hooks/{hook}/rotate`
	 */
	hooksRotate(id: string, hook: string, options?: CallOptions): Promise<PupsHooksRotateAnswer>;
	/**
	 * Installs a pup from a source (a job). With kept data, its id, keys
	 * and data stay.
	 *
	 * With `config` its settings are saved first, as with `PUT
	 * /pups/{id}/config`; with kept data that also needs the scope
	 * `configure`. Ports stay closed to the home network except those in
	 * `publish`; with a plan, `publish` concerns only the pup itself, not
	 * its dependencies. With `plan`, the id of a plan from `POST
	 * /store/{id}/{name}/plan`, the whole plan is carried out:
	 * dependencies are installed and started first, and their providers
	 * are stored with the permission groups that the plan grants. The call
	 * is refused with `plan-changed` if the plan would now be different.
	 * Without `plan` the pup is installed alone and has no providers. The
	 * `result` of the job says how it ended: `running`, `stopped`, or
	 * `needs-settings` with the missing settings.
	 *
	 * An API token needs the scope `install`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `POST /pups`
	 */
	install(body: PupsInstallBody, options?: CallOptions): Promise<PupsInstallAnswer>;
	/**
	 * Changes a pup’s limits of memory, disk, processes and cores. Absent
	 * members stay unchanged; null is the default.
	 *
	 * A running pup gets the new limits at once, without a restart. The
	 * limit of its data cannot be below their current size. With `plan=1`
	 * nothing is changed.
	 *
	 * An API token needs the scope `configure`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `PATCH /pups/{id}/limits`
	 */
	limits(id: string, body: PupsLimitsBody, options?: PupsLimitsQuery & CallOptions): Promise<PupsLimitsAnswer>;
	/**
	 * Installed pups.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /pups`
	 */
	list(options?: PupsListQuery & CallOptions): Promise<PupsListAnswer>;
	/**
	 * Its log as a file: plain or gzip, as text or JSON lines.
	 *
	 * It ends with the last line written at the time of the request.
	 *
	 * An API token needs the scope `see`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `GET /pups/{id}/logs/file`
	 */
	logFile(id: string, options?: PupsLogFileQuery & CallOptions): Promise<ByteStream>;
	/**
	 * How much of the log of each of its services is stored.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /pups/{id}/logs/limits`
	 */
	logLimits(id: string, options?: CallOptions): Promise<PupsLogLimitsAnswer>;
	/**
	 * Its logo.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /pups/{id}/logo`
	 */
	logo(id: string, options?: CallOptions): Promise<ByteStream>;
	/**
	 * Lines of the logs of its services, in the order of writing: pages in
	 * both directions, a time range, a search.
	 *
	 * With `after`, returns the next `limit` lines; call again with the
	 * `cursor` of the answer while `more` is true, and later for new
	 * lines: each line is returned once. With `before`, returns the last
	 * `limit` lines up to that cursor; call again with the `start` of the
	 * answer while `older` is true. With neither, returns the lines from
	 * `since` on, or else the last lines. A cursor is valid only for the
	 * same selection of `service`. `gap` says that lines after it are
	 * gone. A search covers all stored lines, newest first unless it
	 * continues with `after`; one call takes a few seconds at most and may
	 * return few lines or none while `older` or `more` says that there is
	 * more to search.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /pups/{id}/logs`
	 */
	logs(id: string, options?: PupsLogsQuery & CallOptions): Promise<PupsLogsAnswer>;
	/** Lines of its log, then each new one, once. It ends with its signal. */
	followLog(
		id: string,
		options?: PupsLogsQuery & FollowOptions & CallOptions
	): AsyncIterable<PupsLogsAnswer['lines'][number]>;
	/**
	 * Samples of the last seconds, oldest first; slow values; values that
	 * it reports about itself.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /pups/{id}/metrics`
	 */
	metrics(id: string, options?: PupsMetricsQuery & CallOptions): Promise<PupsMetricsAnswer>;
	/**
	 * Uninstalls a pup (a job). `keepData=false` permanently removes its
	 * data and keys.
	 *
	 * A pup that other pups require is not removed: `still-needed` names
	 * them in `fields`. With `breaks=true` it is removed anyway. With
	 * `plan=1` nothing is changed: `plan` says what would change, and how.
	 *
	 * An API token needs the scope `install`.
	 *
	 * At most 300 calls per minute.
	 *
	 * `DELETE /pups/{id}`
	 */
	remove(id: string, options?: PupsRemoveQuery & CallOptions): Promise<PupsRemoveAnswer>;
	/**
	 * Gives a pup another name; its id, data, keys and permissions stay.
	 *
	 * People see the new name at once. The host name inside changes at the
	 * next start. A name is refused if another installed pup of the same
	 * source has it, or if the source offers another pup with it.
	 *
	 * An API token needs the scope `configure`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `POST /pups/{id}/rename`
	 */
	rename(id: string, body: PupsRenameBody, options?: CallOptions): Promise<PupsRenameAnswer>;
	/**
	 * Stores values that a pup reports about itself, by the names in its
	 * manifest.
	 *
	 * `{"height": {"value": 5120334}}`: the shape that pups send to
	 * `/dbx/metrics`. A value is a text of at most 256 characters, a
	 * number, or a whole number, as the manifest says. Invalid values are
	 * listed in `refused` and written to the log of the pup; the others
	 * are stored.
	 *
	 * An API token needs the scope `operate`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `POST /pups/{id}/metrics`
	 */
	report(id: string, body: PupsReportBody, options?: CallOptions): Promise<PupsReportAnswer>;
	/**
	 * Restarts a pup (a job).
	 *
	 * Pups that depend on it cannot reach it meanwhile. With `plan=1`
	 * nothing is changed: `plan` says what would change, and how.
	 *
	 * An API token needs the scope `operate`.
	 *
	 * At most 300 calls per minute.
	 *
	 * `POST /pups/{id}/restart`
	 */
	restart(id: string, options?: PupsRestartQuery & CallOptions): Promise<PupsRestartAnswer>;
	/**
	 * Retries the step that broke a pup (a job).
	 *
	 * An API token needs the scope `operate`.
	 *
	 * At most 300 calls per minute.
	 *
	 * `POST /pups/{id}/retry`
	 */
	retry(id: string, options?: CallOptions): Promise<PupsRetryAnswer>;
	/**
	 * Sets how much of the log of each of its services is stored.
	 *
	 * When a file of a log is full, the log continues in a new file;
	 * beyond `files` files the oldest is removed. The number applies at
	 * once, the size from the next start of each service.
	 *
	 * An API token needs the scope `configure`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `PUT /pups/{id}/logs/limits`
	 */
	setLogLimits(id: string, body: PupsSetLogLimitsBody, options?: CallOptions): Promise<PupsSetLogLimitsAnswer>;
	/**
	 * Skips a version: the owner is not notified of it. A newer version is
	 * reported again.
	 *
	 * An API token needs the scope `install`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `POST /pups/{id}/skip-version`
	 */
	skipVersion(id: string, body: PupsSkipVersionBody, options?: CallOptions): Promise<PupsSkipVersionAnswer>;
	/**
	 * Starts a pup (a job).
	 *
	 * The job waits until the pups that this pup requires run and are
	 * healthy; `waitingFor` lists them. With `anyway=true` it does not
	 * wait.
	 *
	 * An API token needs the scope `operate`.
	 *
	 * At most 300 calls per minute.
	 *
	 * `POST /pups/{id}/start`
	 */
	start(id: string, options?: PupsStartQuery & CallOptions): Promise<PupsStartAnswer>;
	/**
	 * Stops a pup (a job).
	 *
	 * Pups that depend on it keep running but cannot reach it. With
	 * `plan=1` nothing is changed: `plan` says what would change, and how.
	 *
	 * An API token needs the scope `operate`.
	 *
	 * At most 300 calls per minute.
	 *
	 * `POST /pups/{id}/stop`
	 */
	stop(id: string, options?: PupsStopQuery & CallOptions): Promise<PupsStopAnswer>;
	/**
	 * Runs a command in a service of the pup over a WebSocket, optionally
	 * with a terminal.
	 *
	 * The first message is `start`. Then the client sends input and the
	 * box sends output, until `exit` or `error`. The command is killed
	 * when the socket closes.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `GET /pups/{id}/exec`
	 */
	terminal(id: string, options?: CallOptions): Promise<Connection<PupsTerminalSends, PupsTerminalReceives>>;
	/**
	 * Changes a pup to another version from its source (a job): the
	 * newest, or the given version.
	 *
	 * Data and settings stay. The old version runs while the new one is
	 * fetched and built. If the new version does not start, the old one is
	 * restored. If the new version requests more permissions than the old
	 * one has, the call is refused with `permissions-needed`, which lists
	 * them in `fields`; repeat it with `acceptPermissions`: these keys, or
	 * `true` for all of them. With `config` its settings change together
	 * with the version and are restored with it; changing existing
	 * settings also needs the scope `configure`. With `plan=1` nothing is
	 * changed: `plan` says what would change, and which settings it needs.
	 *
	 * An API token needs the scope `install`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `POST /pups/{id}/update`
	 */
	update(id: string, body: PupsUpdateBody, options?: PupsUpdateQuery & CallOptions): Promise<PupsUpdateAnswer>;
}

export interface SessionsOperations {
	/**
	 * Logs in. The token works as `Authorization: Bearer` and as the
	 * cookie that this call sets.
	 *
	 * `POST /sessions`
	 */
	create(body: SessionsCreateBody, options?: CallOptions): Promise<SessionsCreateAnswer>;
	/**
	 * Open sessions, most recently used first.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * `GET /sessions`
	 */
	list(options?: SessionsListQuery & CallOptions): Promise<SessionsListAnswer>;
	/**
	 * Ends a session; `current` is the session of this request.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 300 calls per minute.
	 *
	 * `DELETE /sessions/{id}`
	 */
	remove(id: string, options?: CallOptions): Promise<void>;
	/**
	 * Ends all sessions except that of this request; with
	 * `keepCurrent=false` that one too. API tokens stay.
	 *
	 * With `plan=1` nothing is changed: `plan` says what would change, and
	 * how.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 300 calls per minute.
	 *
	 * `DELETE /sessions`
	 */
	removeAll(options?: SessionsRemoveAllQuery & CallOptions): Promise<SessionsRemoveAllAnswer>;
	/**
	 * Restores the cookie of a session, with the secret from `POST
	 * /sessions/current/renewal`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `POST /sessions/renewal`
	 */
	renew(body: SessionsRenewBody, options?: CallOptions): Promise<void>;
	/**
	 * Returns the secret with which a browser can restore the cookie of
	 * this session.
	 *
	 * For the dashboard. A browser drops cookies of a host if a page at
	 * another port of the host sets too many. The secret is valid as long
	 * as the session, and only for `POST /sessions/renewal`.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 300 calls per minute.
	 *
	 * `POST /sessions/current/renewal`
	 */
	renewal(options?: CallOptions): Promise<SessionsRenewalAnswer>;
}

export interface SetupOperations {
	/**
	 * Checks the claim code and sets the wizard’s cookie, so that a
	 * browser need not send the code again.
	 *
	 * `POST /setup/claim`
	 */
	claim(body: SetupClaimBody, options?: CallOptions): Promise<void>;
	/**
	 * Confirms with at least three of the words that they were written
	 * down, and finishes the setup.
	 *
	 * `login` logs in at once: the answer then contains a session, and its
	 * cookie is set.
	 *
	 * At most 60 calls per minute.
	 *
	 * `POST /setup/confirm`
	 */
	confirm(body: SetupConfirmBody, options?: CallOptions): Promise<SetupConfirmAnswer>;
	/**
	 * Creates the key, or restores it from its words, and stores the
	 * choices.
	 *
	 * A repeated call with the same password returns the same words until
	 * they are confirmed. If this completes the setup (a restored key),
	 * `login` logs in at once.
	 *
	 * At most 30 calls per minute.
	 *
	 * `POST /setup`
	 */
	create(body: SetupCreateBody, options?: CallOptions): Promise<SetupCreateAnswer>;
	/**
	 * Stores the choices so far; absent members stay unchanged.
	 *
	 * `PUT /setup/draft`
	 */
	draft(body: SetupDraftBody, options?: CallOptions): Promise<SetupDraftAnswer>;
	/**
	 * State of the wizard: choices made, possible choices, and the words
	 * to confirm.
	 *
	 * `GET /setup`
	 */
	get(options?: CallOptions): Promise<SetupGetAnswer>;
}

export interface SourcesOperations {
	/**
	 * Adds a source and reads it before the answer.
	 *
	 * An API token needs the scope `configure`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `POST /sources`
	 */
	add(body: SourcesAddBody, options?: CallOptions): Promise<SourcesAddAnswer>;
	/**
	 * Changes a source’s name, credentials or key. Absent members stay
	 * unchanged; `null` removes one.
	 *
	 * An API token needs the scope `configure`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `PATCH /sources/{id}`
	 */
	change(id: string, body: SourcesChangeBody, options?: CallOptions): Promise<SourcesChangeAnswer>;
	/**
	 * Where pups come from.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /sources`
	 */
	list(options?: SourcesListQuery & CallOptions): Promise<SourcesListAnswer>;
	/**
	 * Refreshes a source before the answer.
	 *
	 * An API token needs the scope `install`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `POST /sources/{id}/refresh`
	 */
	refresh(id: string, options?: CallOptions): Promise<SourcesRefreshAnswer>;
	/**
	 * Refreshes all sources before the answer.
	 *
	 * An API token needs the scope `install`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `POST /sources/refresh`
	 */
	refreshAll(options?: CallOptions): Promise<SourcesRefreshAllAnswer>;
	/**
	 * Removes a source; pups installed from it stay.
	 *
	 * Their updates are no longer found. With `plan=1` nothing is changed:
	 * `plan` says what would change, and how.
	 *
	 * An API token needs the scope `configure`.
	 *
	 * At most 300 calls per minute.
	 *
	 * `DELETE /sources/{id}`
	 */
	remove(id: string, options?: SourcesRemoveQuery & CallOptions): Promise<SourcesRemoveAnswer>;
}

export interface StoreOperations {
	/**
	 * One pup of a source with its versions, requirements, permissions and
	 * readme.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /store/{id}/{name}`
	 */
	get(id: string, name: string, options?: StoreGetQuery & CallOptions): Promise<StoreGetAnswer>;
	/**
	 * Pups that the sources offer.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /store`
	 */
	list(options?: StoreListQuery & CallOptions): Promise<StoreListAnswer>;
	/**
	 * The logo of a pup in a source.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /store/{id}/{name}/logo`
	 */
	logo(id: string, name: string, options?: CallOptions): Promise<ByteStream>;
}

export interface TerminalsOperations {
	/**
	 * Attaches to a terminal over a WebSocket, for output and input.
	 *
	 * The first message is `attach`, with the size of the window and how
	 * much of the output the client already has. Output comes as binary
	 * messages, of which the last 524 kB are kept; everything else is
	 * JSON. The client reports shown output with `seen`: the program waits
	 * for a client that does not keep up. One client is attached at a
	 * time; a later one takes over. The terminal stays open when the
	 * socket closes.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `GET /pups/{id}/terminals/{terminal}`
	 */
	attach(
		id: string,
		terminal: string,
		options?: CallOptions
	): Promise<Connection<TerminalsAttachSends, TerminalsAttachReceives>>;
	/**
	 * Closes a terminal and ends everything in it.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 600 calls per minute.
	 *
	 * `DELETE /pups/{id}/terminals/{terminal}`
	 */
	close(id: string, terminal: string, options?: CallOptions): Promise<void>;
	/**
	 * Open terminals in the pup, oldest first.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * `GET /pups/{id}/terminals`
	 */
	list(id: string, options?: TerminalsListQuery & CallOptions): Promise<TerminalsListAnswer>;
	/**
	 * Opens a terminal with a shell in a service of the pup.
	 *
	 * It has the rights of the service, and keeps running without a viewer
	 * for at most an hour. It is closed when the session or token that
	 * opened it ends, when its service ends, or on request.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `POST /pups/{id}/terminals`
	 */
	open(id: string, body: TerminalsOpenBody, options?: CallOptions): Promise<TerminalsOpenAnswer>;
}

export interface TokensOperations {
	/**
	 * Creates an API token. It is in this answer and never shown again.
	 *
	 * A token can only give scopes that it has itself. The call takes no
	 * `Idempotency-Key`, because its answer is not stored.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 30 calls per minute.
	 *
	 * `POST /tokens`
	 */
	create(body: TokensCreateBody, options?: CallOptions): Promise<TokensCreateAnswer>;
	/**
	 * API tokens, newest first. The tokens themselves are not stored and
	 * cannot be shown.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * `GET /tokens`
	 */
	list(options?: TokensListQuery & CallOptions): Promise<TokensListAnswer>;
	/**
	 * Revokes an API token at once; its open connections are cut.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 300 calls per minute.
	 *
	 * `DELETE /tokens/{id}`
	 */
	remove(id: string, options?: CallOptions): Promise<void>;
}

export interface WebhooksOperations {
	/**
	 * Adds a webhook. Its secret is in this answer and never shown again.
	 *
	 * It gets each later event of its kinds by POST, in order, at least
	 * once, signed as in `docs/webhooks.md`. An address in the home
	 * network is allowed, because the owner enters it. The call takes no
	 * `Idempotency-Key`, because its answer is not stored.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 30 calls per minute.
	 *
	 * `POST /webhooks`
	 */
	add(body: WebhooksAddBody, options?: CallOptions): Promise<WebhooksAddAnswer>;
	/**
	 * Sends a delivery again now, with the same id. The answer comes when
	 * the receiver has accepted it.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 20 calls per minute.
	 *
	 * `POST /webhooks/{id}/deliveries/{delivery}/again`
	 */
	again(id: string, delivery: string, options?: CallOptions): Promise<WebhooksAgainAnswer>;
	/**
	 * Changes a webhook: its name, its address, which events it gets.
	 *
	 * Absent members stay unchanged. If the new address is on another
	 * server, the answer has a new secret and the old one ends at once, so
	 * that the old receiver cannot sign events for the new one. Otherwise
	 * `secret` is null.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `PATCH /webhooks/{id}`
	 */
	change(id: string, body: WebhooksChangeBody, options?: CallOptions): Promise<WebhooksChangeAnswer>;
	/**
	 * The last 100 deliveries of a webhook, newest first.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * `GET /webhooks/{id}/deliveries`
	 */
	deliveries(id: string, options?: WebhooksDeliveriesQuery & CallOptions): Promise<WebhooksDeliveriesAnswer>;
	/**
	 * Webhooks of events with the state of each, without secrets and
	 * complete addresses.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * `GET /webhooks`
	 */
	list(options?: WebhooksListQuery & CallOptions): Promise<WebhooksListAnswer>;
	/**
	 * Pauses a webhook: nothing is sent until it is resumed.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `POST /webhooks/{id}/pause`
	 */
	pause(id: string, options?: CallOptions): Promise<WebhooksPauseAnswer>;
	/**
	 * Removes a webhook with its deliveries; pending events are dropped.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `DELETE /webhooks/{id}`
	 */
	remove(id: string, options?: CallOptions): Promise<void>;
	/**
	 * Resumes a webhook, or retries a failing one now.
	 *
	 * A webhook that accepts nothing for 3 days is paused automatically.
	 * `from` says where to continue: `left` with the events that were not
	 * sent, or `now` with new events only. If the log no longer has the
	 * events, `resync` is sent instead.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `POST /webhooks/{id}/resume`
	 */
	resume(id: string, body: WebhooksResumeBody, options?: CallOptions): Promise<WebhooksResumeAnswer>;
	/**
	 * Creates a new secret for a webhook. It is in this answer and never
	 * shown again.
	 *
	 * The old secret also signs for 24 hours, so that no event is lost
	 * meanwhile. Another new secret ends it.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 30 calls per minute.
	 *
	 * `POST /webhooks/{id}/secret`
	 */
	rotate(id: string, options?: CallOptions): Promise<WebhooksRotateAnswer>;
	/**
	 * Sends an event `test` now. The answer comes when the receiver has
	 * accepted it, or says why it has not.
	 *
	 * An API token needs the scope `administer`.
	 *
	 * At most 20 calls per minute.
	 *
	 * `POST /webhooks/{id}/test`
	 */
	test(id: string, options?: CallOptions): Promise<WebhooksTestAnswer>;
}

export interface WiringOperations {
	/**
	 * What a pup may reach outside the box: the internet, the home
	 * network, or only parts of them.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /pups/{id}/access`
	 */
	access(id: string, options?: CallOptions): Promise<WiringAccessAnswer>;
	/**
	 * Chooses or changes the pup that provides an interface to another.
	 *
	 * With `groups` exactly these are granted. Without, grants stay if the
	 * provider stays; with another provider, only groups with the same
	 * name and no wider reach stay granted. With `plan=1` nothing is
	 * changed: `plan` says what would change, and how.
	 *
	 * An API token needs the scope `configure`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `PUT /pups/{id}/wiring/{interface}`
	 */
	choose(
		id: string,
		interface_: string,
		body: WiringChooseBody,
		options?: WiringChooseQuery & CallOptions
	): Promise<WiringChooseAnswer>;
	/**
	 * Dependencies of a pup with their current and possible providers, and
	 * the pups that depend on it.
	 *
	 * An API token needs the scope `see`.
	 *
	 * `GET /pups/{id}/wiring`
	 */
	get(id: string, options?: CallOptions): Promise<WiringGetAnswer>;
	/**
	 * Grants a pup a permission group of an interface that it depends on.
	 *
	 * The grant takes effect at once, without a restart, and applies to
	 * any provider of the interface. With `plan=1` nothing is changed:
	 * `plan` says what would change, and how.
	 *
	 * An API token needs the scope `configure`.
	 *
	 * At most 120 calls per minute.
	 *
	 * `PUT /pups/{id}/wiring/{interface}/groups/{group}`
	 */
	grant(
		id: string,
		interface_: string,
		group: string,
		options?: WiringGrantQuery & CallOptions
	): Promise<WiringGrantAnswer>;
	/**
	 * What an installation would do, including all dependencies of the
	 * pup. It changes nothing.
	 *
	 * `installs` are in the order of installation and start. `choices`
	 * selects providers, by keys of `options`; other providers are chosen
	 * automatically: installed pups first, and nothing optional is
	 * installed unless requested. The plan grants the permission groups
	 * that a pup requires; `grants` lists the optional ones to grant. A
	 * plan with `conflicts` cannot be carried out. `POST /pups` with the
	 * `id` of the plan and the same choices and grants carries it out.
	 *
	 * An API token needs the scope `install`.
	 *
	 * At most 120 calls per minute.
	 *
	 * `POST /store/{id}/{name}/plan`
	 */
	plan(id: string, name: string, body: WiringPlanBody, options?: CallOptions): Promise<WiringPlanAnswer>;
	/**
	 * Revokes a permission group. Open connections that use it are cut.
	 *
	 * With `plan=1` nothing is changed: `plan` says what would change, and
	 * how.
	 *
	 * An API token needs the scope `configure`.
	 *
	 * At most 120 calls per minute.
	 *
	 * `DELETE /pups/{id}/wiring/{interface}/groups/{group}`
	 */
	revoke(
		id: string,
		interface_: string,
		group: string,
		options?: WiringRevokeQuery & CallOptions
	): Promise<WiringRevokeAnswer>;
	/**
	 * Changes what a pup may reach outside the box. Absent members stay
	 * unchanged; connections that are no longer allowed are cut.
	 *
	 * `networks` restricts what `internet` and `lan` allow to addresses,
	 * networks, and internet names: `api.example.org`, or `*.example.org`
	 * for all names below it. Through a name a pup reaches the addresses
	 * that the box’s own resolver returns, never one of the home network,
	 * of this box or of a pup. If the list has a name, no other name is
	 * resolved. With `plan=1` nothing is changed: `plan` says what would
	 * change, and how.
	 *
	 * An API token needs the scope `configure`.
	 *
	 * At most 60 calls per minute.
	 *
	 * `PUT /pups/{id}/access`
	 */
	setAccess(
		id: string,
		body: WiringSetAccessBody,
		options?: WiringSetAccessQuery & CallOptions
	): Promise<WiringSetAccessAnswer>;
}

/** All operations, by group. */
export interface Operations {
	attention: AttentionOperations;
	audit: AuditOperations;
	box: BoxOperations;
	boxes: BoxesOperations;
	caller: CallerOperations;
	config: ConfigOperations;
	connections: ConnectionsOperations;
	events: EventsOperations;
	files: FilesOperations;
	images: ImagesOperations;
	jobs: JobsOperations;
	keys: KeysOperations;
	live: LiveOperations;
	metrics: MetricsOperations;
	networks: NetworksOperations;
	notifications: NotificationsOperations;
	openapi: OpenapiOperations;
	password: PasswordOperations;
	ports: PortsOperations;
	pups: PupsOperations;
	sessions: SessionsOperations;
	setup: SetupOperations;
	sources: SourcesOperations;
	store: StoreOperations;
	terminals: TerminalsOperations;
	tokens: TokensOperations;
	webhooks: WebhooksOperations;
	wiring: WiringOperations;
}

/** Codes that each operation can fail with. */
export type CommonErrorCode =
	| 'database-busy'
	| 'disk-failure'
	| 'disk-full'
	| 'disk-read-only'
	| 'host-agent-away'
	| 'internal'
	| 'invalid-input'
	| 'no-watches-left'
	| 'starting'
	| 'too-many-open-files';

/** All codes of errors of the API. */
export type ApiErrorCode =
	| 'address-refused'
	| 'already-added'
	| 'already-configured'
	| 'already-installed'
	| 'bad-address'
	| 'bad-archive'
	| 'bad-expression'
	| 'bad-key'
	| 'bad-redirect'
	| 'bad-source'
	| 'box-failed'
	| 'builtin'
	| 'busy'
	| 'cancelled'
	| 'cannot-pause'
	| 'cannot-provide'
	| 'cannot-restore'
	| 'change-gone'
	| 'claim-code-needed'
	| 'command-not-executable'
	| 'command-not-found'
	| 'container-not-running'
	| 'cross-site'
	| 'cut-off'
	| 'database-busy'
	| 'dev-folder-missing'
	| 'disk-failure'
	| 'disk-full'
	| 'disk-limit'
	| 'disk-read-only'
	| 'exceeds-host'
	| 'exec-cancelled'
	| 'exec-ended'
	| 'exec-failed'
	| 'file-exists'
	| 'files-failed'
	| 'folder-not-allowed'
	| 'git-failed'
	| 'host-agent-away'
	| 'host-cannot-run'
	| 'http-status'
	| 'idempotency-key-reused'
	| 'image-in-use'
	| 'internal'
	| 'internal-address'
	| 'invalid-cursor'
	| 'invalid-idempotency-key'
	| 'invalid-image'
	| 'invalid-input'
	| 'invalid-json'
	| 'key-exists'
	| 'key-lost'
	| 'key-manager-down'
	| 'key-manager-failed'
	| 'keys-locked'
	| 'missing-scope'
	| 'name-taken'
	| 'needs-config'
	| 'network-crowded'
	| 'network-full'
	| 'network-used'
	| 'no-dev'
	| 'no-key'
	| 'no-page-port'
	| 'no-shell'
	| 'no-stdin'
	| 'no-such-file'
	| 'no-such-folder'
	| 'no-such-image'
	| 'no-such-port'
	| 'no-such-range'
	| 'no-terminal'
	| 'no-watches-left'
	| 'not-a-file'
	| 'not-a-folder'
	| 'not-allowed'
	| 'not-asked-for'
	| 'not-cancellable'
	| 'not-configured'
	| 'not-dismissible'
	| 'not-for-pups'
	| 'not-found'
	| 'not-installed'
	| 'not-json'
	| 'not-logged-in'
	| 'not-runnable'
	| 'not-sent'
	| 'other-offset'
	| 'other-words'
	| 'password-needed'
	| 'path-too-long'
	| 'paused'
	| 'permissions-needed'
	| 'plan-changed'
	| 'plan-conflict'
	| 'port-not-exposed'
	| 'port-reserved'
	| 'port-taken'
	| 'pup-unusable'
	| 'request-in-progress'
	| 'runtime-removed'
	| 'search-too-slow'
	| 'service-needed'
	| 'service-not-running'
	| 'signature'
	| 'starting'
	| 'still-needed'
	| 'still-written'
	| 'stopping'
	| 'storage-limit'
	| 'storage-missing'
	| 'too-large'
	| 'too-many'
	| 'too-many-attempts'
	| 'too-many-boxes'
	| 'too-many-destinations'
	| 'too-many-hooks'
	| 'too-many-networks'
	| 'too-many-open-files'
	| 'too-many-requests'
	| 'too-many-searches'
	| 'too-many-sessions'
	| 'too-many-snapshots'
	| 'too-many-streams'
	| 'too-many-tags'
	| 'too-many-terminals'
	| 'too-many-tokens'
	| 'too-many-transfers'
	| 'too-many-webhooks'
	| 'too-slow'
	| 'unknown-service'
	| 'unreachable'
	| 'up-to-date'
	| 'upgrade-required'
	| 'upload-busy'
	| 'volume-missing'
	| 'volume-used'
	| 'words-gone'
	| 'wrong-claim-code'
	| 'wrong-password'
	| 'wrong-state'
	| 'wrong-token'
	| 'wrong-type'
	| 'wrong-words';

/** By operation, the codes that it can fail with beside the common ones. */
export interface OperationErrorCodes {
	'attention.dismiss':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-dismissible'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'attention.list': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-logged-in';
	'audit.list': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-logged-in';
	'box.change':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'box.ends': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-logged-in';
	'box.freeSpace':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'box.get': 'too-many-requests';
	'box.logFile':
		'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-logged-in' | 'too-many-requests' | 'unknown-service';
	'box.logs':
		| 'bad-expression'
		| 'invalid-cursor'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-logged-in'
		| 'search-too-slow'
		| 'too-many-searches'
		| 'unknown-service';
	'box.metrics': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-logged-in';
	'box.space': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-logged-in';
	'boxes.clone':
		| 'address-refused'
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'exceeds-host'
		| 'folder-not-allowed'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-image'
		| 'invalid-json'
		| 'missing-scope'
		| 'name-taken'
		| 'network-crowded'
		| 'network-full'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'not-runnable'
		| 'port-reserved'
		| 'port-taken'
		| 'request-in-progress'
		| 'stopping'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-boxes'
		| 'too-many-networks'
		| 'too-many-requests'
		| 'wrong-state';
	'boxes.create':
		| 'address-refused'
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'exceeds-host'
		| 'folder-not-allowed'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-image'
		| 'invalid-json'
		| 'missing-scope'
		| 'name-taken'
		| 'network-crowded'
		| 'network-full'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-json'
		| 'not-logged-in'
		| 'not-runnable'
		| 'port-reserved'
		| 'port-taken'
		| 'request-in-progress'
		| 'stopping'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-boxes'
		| 'too-many-networks'
		| 'too-many-requests';
	'boxes.createVolume':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'boxes.exec':
		| 'command-not-executable'
		| 'command-not-found'
		| 'cross-site'
		| 'cut-off'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'no-such-folder'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'paused'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests'
		| 'too-many-sessions'
		| 'wrong-state';
	'boxes.execs': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-found' | 'not-logged-in';
	'boxes.execs.attach':
		| 'cross-site'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-logged-in'
		| 'too-many-requests'
		| 'upgrade-required';
	'boxes.execs.cancel':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'boxes.execs.get': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-found' | 'not-logged-in';
	'boxes.execs.input':
		| 'cross-site'
		| 'cut-off'
		| 'exec-ended'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'no-stdin'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'boxes.execs.output': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-found' | 'not-logged-in';
	'boxes.execs.remove':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'boxes.execs.resize':
		| 'cross-site'
		| 'cut-off'
		| 'exec-ended'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'boxes.execs.signal':
		| 'cross-site'
		| 'cut-off'
		| 'exec-ended'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'boxes.files.archive':
		| 'busy'
		| 'files-failed'
		| 'host-cannot-run'
		| 'missing-scope'
		| 'no-such-file'
		| 'not-a-file'
		| 'not-a-folder'
		| 'not-allowed'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-logged-in'
		| 'path-too-long'
		| 'storage-missing'
		| 'too-many-requests'
		| 'too-many-transfers'
		| 'volume-missing'
		| 'wrong-state';
	'boxes.files.cancelUpload':
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'files-failed'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'no-such-file'
		| 'not-a-file'
		| 'not-a-folder'
		| 'not-allowed'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'path-too-long'
		| 'request-in-progress'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests'
		| 'too-many-transfers'
		| 'volume-missing'
		| 'wrong-state';
	'boxes.files.get':
		| 'busy'
		| 'files-failed'
		| 'host-cannot-run'
		| 'missing-scope'
		| 'no-such-file'
		| 'no-such-range'
		| 'not-a-file'
		| 'not-a-folder'
		| 'not-allowed'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-logged-in'
		| 'path-too-long'
		| 'storage-missing'
		| 'too-many-requests'
		| 'too-many-transfers'
		| 'volume-missing'
		| 'wrong-state';
	'boxes.files.list':
		| 'busy'
		| 'files-failed'
		| 'host-cannot-run'
		| 'missing-scope'
		| 'no-such-file'
		| 'not-a-file'
		| 'not-a-folder'
		| 'not-allowed'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-logged-in'
		| 'path-too-long'
		| 'storage-missing'
		| 'too-many-requests'
		| 'too-many-transfers'
		| 'volume-missing'
		| 'wrong-state';
	'boxes.files.makeFolder':
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'disk-limit'
		| 'file-exists'
		| 'files-failed'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'no-such-file'
		| 'not-a-file'
		| 'not-a-folder'
		| 'not-allowed'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'path-too-long'
		| 'request-in-progress'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests'
		| 'too-many-transfers'
		| 'volume-missing'
		| 'wrong-state';
	'boxes.files.move':
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'disk-limit'
		| 'file-exists'
		| 'files-failed'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'no-such-file'
		| 'not-a-file'
		| 'not-a-folder'
		| 'not-allowed'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'path-too-long'
		| 'request-in-progress'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests'
		| 'too-many-transfers'
		| 'volume-missing'
		| 'wrong-state';
	'boxes.files.put':
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'disk-limit'
		| 'file-exists'
		| 'files-failed'
		| 'host-cannot-run'
		| 'missing-scope'
		| 'no-such-file'
		| 'not-a-file'
		| 'not-a-folder'
		| 'not-allowed'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-logged-in'
		| 'other-offset'
		| 'path-too-long'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests'
		| 'too-many-transfers'
		| 'upload-busy'
		| 'volume-missing'
		| 'wrong-state'
		| 'wrong-type';
	'boxes.files.remove':
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'disk-limit'
		| 'file-exists'
		| 'files-failed'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'no-such-file'
		| 'not-a-file'
		| 'not-a-folder'
		| 'not-allowed'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'path-too-long'
		| 'request-in-progress'
		| 'still-written'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests'
		| 'too-many-transfers'
		| 'volume-missing'
		| 'wrong-state';
	'boxes.files.stat':
		| 'busy'
		| 'files-failed'
		| 'host-cannot-run'
		| 'missing-scope'
		| 'no-such-file'
		| 'not-a-file'
		| 'not-a-folder'
		| 'not-allowed'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-logged-in'
		| 'path-too-long'
		| 'storage-missing'
		| 'too-many-requests'
		| 'too-many-transfers'
		| 'volume-missing'
		| 'wrong-state';
	'boxes.files.unpack':
		| 'bad-archive'
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'disk-limit'
		| 'file-exists'
		| 'files-failed'
		| 'host-cannot-run'
		| 'missing-scope'
		| 'no-such-file'
		| 'not-a-file'
		| 'not-a-folder'
		| 'not-allowed'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-logged-in'
		| 'path-too-long'
		| 'still-written'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests'
		| 'too-many-transfers'
		| 'volume-missing'
		| 'wrong-state'
		| 'wrong-type';
	'boxes.files.uploaded':
		| 'busy'
		| 'files-failed'
		| 'host-cannot-run'
		| 'missing-scope'
		| 'no-such-file'
		| 'not-a-file'
		| 'not-a-folder'
		| 'not-allowed'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-logged-in'
		| 'path-too-long'
		| 'storage-missing'
		| 'too-many-requests'
		| 'too-many-transfers'
		| 'volume-missing'
		| 'wrong-state';
	'boxes.gc':
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'stopping'
		| 'too-large'
		| 'too-many-requests';
	'boxes.get': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-found' | 'not-logged-in';
	'boxes.kill':
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'stopping'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests'
		| 'wrong-state';
	'boxes.list': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-logged-in';
	'boxes.logFile':
		'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-found' | 'not-logged-in' | 'too-many-requests';
	'boxes.logs':
		| 'bad-expression'
		| 'invalid-cursor'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-logged-in'
		| 'search-too-slow'
		| 'too-many-searches';
	'boxes.pause':
		| 'cannot-pause'
		| 'container-not-running'
		| 'cross-site'
		| 'cut-off'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests'
		| 'wrong-state';
	'boxes.remove':
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'stopping'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests'
		| 'wrong-state';
	'boxes.removeSnapshot':
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests';
	'boxes.removeVolume':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests'
		| 'volume-used';
	'boxes.rename':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'name-taken'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'boxes.restart':
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'stopping'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests'
		| 'wrong-state';
	'boxes.restore':
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'stopping'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests'
		| 'wrong-state';
	'boxes.resume':
		| 'container-not-running'
		| 'cross-site'
		| 'cut-off'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests'
		| 'wrong-state';
	'boxes.run':
		| 'address-refused'
		| 'box-failed'
		| 'busy'
		| 'cancelled'
		| 'command-not-executable'
		| 'command-not-found'
		| 'cross-site'
		| 'cut-off'
		| 'exceeds-host'
		| 'folder-not-allowed'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-image'
		| 'invalid-json'
		| 'missing-scope'
		| 'name-taken'
		| 'network-crowded'
		| 'network-full'
		| 'no-such-folder'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-json'
		| 'not-logged-in'
		| 'not-runnable'
		| 'port-reserved'
		| 'port-taken'
		| 'request-in-progress'
		| 'stopping'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-boxes'
		| 'too-many-networks'
		| 'too-many-requests'
		| 'too-many-sessions';
	'boxes.runEvents':
		| 'address-refused'
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'exceeds-host'
		| 'folder-not-allowed'
		| 'host-cannot-run'
		| 'invalid-image'
		| 'invalid-json'
		| 'missing-scope'
		| 'name-taken'
		| 'network-crowded'
		| 'network-full'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-json'
		| 'not-logged-in'
		| 'not-runnable'
		| 'port-reserved'
		| 'port-taken'
		| 'stopping'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-boxes'
		| 'too-many-networks'
		| 'too-many-requests';
	'boxes.runTerminal':
		| 'cross-site'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-logged-in'
		| 'too-many-requests'
		| 'upgrade-required';
	'boxes.snapshot':
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'stopping'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests'
		| 'too-many-snapshots'
		| 'wrong-state';
	'boxes.snapshots': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-found' | 'not-logged-in';
	'boxes.start':
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'stopping'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests'
		| 'wrong-state';
	'boxes.stats': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-found' | 'not-logged-in';
	'boxes.stop':
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'stopping'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests'
		| 'wrong-state';
	'boxes.update':
		| 'cross-site'
		| 'cut-off'
		| 'exceeds-host'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'network-full'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'port-reserved'
		| 'port-taken'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests'
		| 'wrong-state';
	'boxes.volumes': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-logged-in';
	'caller.get': 'not-configured' | 'too-many-requests';
	'config.compare': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-found' | 'not-logged-in';
	'config.history': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-found' | 'not-logged-in';
	'config.restore':
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-installed'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'stopping'
		| 'too-large'
		| 'too-many-requests'
		| 'wrong-state';
	'connections.get': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-logged-in';
	'connections.requests': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-found' | 'not-logged-in';
	'events.follow':
		'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-logged-in' | 'too-many-requests' | 'too-many-streams';
	'files.archive':
		| 'files-failed'
		| 'host-cannot-run'
		| 'missing-scope'
		| 'no-such-file'
		| 'not-a-file'
		| 'not-a-folder'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-logged-in'
		| 'path-too-long'
		| 'storage-missing'
		| 'too-many-requests'
		| 'too-many-transfers';
	'files.cancelUpload':
		| 'cross-site'
		| 'cut-off'
		| 'files-failed'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'no-such-file'
		| 'not-a-file'
		| 'not-a-folder'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'path-too-long'
		| 'request-in-progress'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests'
		| 'too-many-transfers';
	'files.list':
		| 'files-failed'
		| 'host-cannot-run'
		| 'missing-scope'
		| 'no-such-file'
		| 'not-a-file'
		| 'not-a-folder'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-logged-in'
		| 'path-too-long'
		| 'storage-missing'
		| 'too-many-requests'
		| 'too-many-transfers';
	'files.makeFolder':
		| 'cross-site'
		| 'cut-off'
		| 'file-exists'
		| 'files-failed'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'no-such-file'
		| 'not-a-file'
		| 'not-a-folder'
		| 'not-allowed'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'path-too-long'
		| 'request-in-progress'
		| 'storage-limit'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests'
		| 'too-many-transfers';
	'files.move':
		| 'cross-site'
		| 'cut-off'
		| 'file-exists'
		| 'files-failed'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'no-such-file'
		| 'not-a-file'
		| 'not-a-folder'
		| 'not-allowed'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'path-too-long'
		| 'request-in-progress'
		| 'storage-limit'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests'
		| 'too-many-transfers';
	'files.read':
		| 'files-failed'
		| 'host-cannot-run'
		| 'missing-scope'
		| 'no-such-file'
		| 'no-such-range'
		| 'not-a-file'
		| 'not-a-folder'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-logged-in'
		| 'path-too-long'
		| 'storage-missing'
		| 'too-many-requests'
		| 'too-many-transfers';
	'files.remove':
		| 'cross-site'
		| 'cut-off'
		| 'file-exists'
		| 'files-failed'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'no-such-file'
		| 'not-a-file'
		| 'not-a-folder'
		| 'not-allowed'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'path-too-long'
		| 'request-in-progress'
		| 'still-written'
		| 'storage-limit'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests'
		| 'too-many-transfers';
	'files.upload':
		| 'cross-site'
		| 'cut-off'
		| 'file-exists'
		| 'files-failed'
		| 'host-cannot-run'
		| 'missing-scope'
		| 'no-such-file'
		| 'not-a-file'
		| 'not-a-folder'
		| 'not-allowed'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-logged-in'
		| 'other-offset'
		| 'path-too-long'
		| 'storage-limit'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests'
		| 'too-many-transfers'
		| 'upload-busy'
		| 'wrong-type';
	'files.uploaded':
		| 'files-failed'
		| 'host-cannot-run'
		| 'missing-scope'
		| 'no-such-file'
		| 'not-a-file'
		| 'not-a-folder'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-logged-in'
		| 'path-too-long'
		| 'storage-missing'
		| 'too-many-requests'
		| 'too-many-transfers';
	'images.get': 'missing-scope' | 'no-such-image' | 'not-configured' | 'not-for-pups' | 'not-found' | 'not-logged-in';
	'images.list': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-logged-in';
	'images.prune':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'images.pull':
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-image'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'stopping'
		| 'too-large'
		| 'too-many-requests';
	'images.remove':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'image-in-use'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'no-such-image'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'images.tag':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-image'
		| 'invalid-json'
		| 'missing-scope'
		| 'no-such-image'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'jobs.cancel':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-cancellable'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'jobs.get':
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-logged-in'
		| 'stopping'
		| 'too-many-streams';
	'jobs.list': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-logged-in';
	'jobs.log':
		| 'bad-expression'
		| 'invalid-cursor'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-logged-in'
		| 'search-too-slow'
		| 'too-many-searches';
	'jobs.logFile':
		'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-found' | 'not-logged-in' | 'too-many-requests';
	'keys.get': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-logged-in';
	'keys.unlock':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'key-lost'
		| 'key-manager-down'
		| 'key-manager-failed'
		| 'keys-locked'
		| 'missing-scope'
		| 'no-key'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-attempts'
		| 'too-many-requests'
		| 'wrong-password'
		| 'wrong-token';
	'live.open':
		'cross-site' | 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-logged-in' | 'upgrade-required';
	'metrics.prometheus': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-logged-in' | 'too-many-requests';
	'networks.connect':
		| 'address-refused'
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'network-crowded'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-networks'
		| 'too-many-requests'
		| 'wrong-state';
	'networks.create':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'name-taken'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-networks'
		| 'too-many-requests';
	'networks.disconnect':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'networks.get': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-found' | 'not-logged-in';
	'networks.list': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-logged-in';
	'networks.prune':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'networks.remove':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'network-used'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'notifications.add':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-destinations'
		| 'too-many-requests';
	'notifications.change':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'notifications.get': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-logged-in';
	'notifications.quiet':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'notifications.remove':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'notifications.test':
		| 'bad-address'
		| 'cross-site'
		| 'cut-off'
		| 'http-status'
		| 'idempotency-key-reused'
		| 'internal-address'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'not-sent'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests'
		| 'too-slow'
		| 'unreachable';
	'openapi.get': 'too-many-requests';
	'password.change':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'key-lost'
		| 'key-manager-down'
		| 'key-manager-failed'
		| 'keys-locked'
		| 'missing-scope'
		| 'no-key'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-attempts'
		| 'too-many-requests'
		| 'wrong-password'
		| 'wrong-token';
	'password.reset':
		| 'cannot-restore'
		| 'cross-site'
		| 'cut-off'
		| 'invalid-json'
		| 'key-lost'
		| 'key-manager-down'
		| 'key-manager-failed'
		| 'keys-locked'
		| 'no-key'
		| 'not-configured'
		| 'not-json'
		| 'other-words'
		| 'too-large'
		| 'too-many-attempts'
		| 'wrong-password'
		| 'wrong-token'
		| 'wrong-words';
	'ports.change':
		| 'cross-site'
		| 'cut-off'
		| 'invalid-json'
		| 'missing-scope'
		| 'no-such-port'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-installed'
		| 'not-json'
		| 'not-logged-in'
		| 'port-reserved'
		| 'port-taken'
		| 'too-large'
		| 'too-many-requests';
	'ports.get': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-found' | 'not-installed' | 'not-logged-in';
	'pups.configure':
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-installed'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'stopping'
		| 'too-large'
		| 'too-many-requests'
		| 'wrong-state';
	'pups.dev':
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'dev-folder-missing'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'no-dev'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-installed'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'stopping'
		| 'too-large'
		| 'too-many-requests'
		| 'wrong-state';
	'pups.devices':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-asked-for'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'pups.exec':
		| 'command-not-executable'
		| 'command-not-found'
		| 'cross-site'
		| 'cut-off'
		| 'host-cannot-run'
		| 'invalid-json'
		| 'missing-scope'
		| 'no-such-folder'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'runtime-removed'
		| 'service-needed'
		| 'service-not-running'
		| 'too-large'
		| 'too-many-requests'
		| 'too-many-sessions'
		| 'unknown-service';
	'pups.get': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-found' | 'not-logged-in';
	'pups.hooks.create':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'port-not-exposed'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-hooks'
		| 'too-many-requests';
	'pups.hooks.list': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-found' | 'not-logged-in';
	'pups.hooks.remove':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'pups.hooks.rotate':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'pups.install':
		| 'already-installed'
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'name-taken'
		| 'network-full'
		| 'no-page-port'
		| 'no-such-port'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'not-runnable'
		| 'plan-changed'
		| 'plan-conflict'
		| 'port-taken'
		| 'pup-unusable'
		| 'request-in-progress'
		| 'stopping'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests'
		| 'wrong-state';
	'pups.limits':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'pups.list': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-logged-in';
	'pups.logFile':
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-logged-in'
		| 'too-many-requests'
		| 'unknown-service';
	'pups.logLimits': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-found' | 'not-logged-in';
	'pups.logo': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-found' | 'not-logged-in';
	'pups.logs':
		| 'bad-expression'
		| 'invalid-cursor'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-logged-in'
		| 'search-too-slow'
		| 'too-many-searches'
		| 'unknown-service';
	'pups.metrics': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-found' | 'not-logged-in';
	'pups.remove':
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'still-needed'
		| 'stopping'
		| 'too-large'
		| 'too-many-requests'
		| 'wrong-state';
	'pups.rename':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'name-taken'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'pups.report':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'pups.restart':
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'needs-config'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-installed'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'stopping'
		| 'storage-limit'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests'
		| 'wrong-state';
	'pups.retry':
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'needs-config'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-installed'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'stopping'
		| 'storage-limit'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests'
		| 'wrong-state';
	'pups.setLogLimits':
		| 'cross-site'
		| 'cut-off'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'pups.skipVersion':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'pups.start':
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'needs-config'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-installed'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'stopping'
		| 'storage-limit'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests'
		| 'wrong-state';
	'pups.stop':
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'needs-config'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-installed'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'stopping'
		| 'storage-limit'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests'
		| 'wrong-state';
	'pups.terminal':
		| 'cross-site'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-logged-in'
		| 'too-many-requests'
		| 'upgrade-required';
	'pups.update':
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-installed'
		| 'not-json'
		| 'not-logged-in'
		| 'not-runnable'
		| 'permissions-needed'
		| 'pup-unusable'
		| 'request-in-progress'
		| 'stopping'
		| 'storage-missing'
		| 'too-large'
		| 'too-many-requests'
		| 'up-to-date'
		| 'wrong-state';
	'sessions.create':
		| 'cross-site'
		| 'cut-off'
		| 'invalid-json'
		| 'key-lost'
		| 'key-manager-down'
		| 'key-manager-failed'
		| 'keys-locked'
		| 'no-key'
		| 'not-configured'
		| 'not-json'
		| 'too-large'
		| 'too-many-attempts'
		| 'wrong-password'
		| 'wrong-token';
	'sessions.list': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-logged-in';
	'sessions.remove':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'sessions.removeAll':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'sessions.renew':
		| 'cross-site'
		| 'cut-off'
		| 'invalid-json'
		| 'not-configured'
		| 'not-json'
		| 'not-logged-in'
		| 'too-large'
		| 'too-many-requests';
	'sessions.renewal':
		| 'cross-site'
		| 'cut-off'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'too-large'
		| 'too-many-requests';
	'setup.claim':
		| 'already-configured'
		| 'cross-site'
		| 'cut-off'
		| 'invalid-json'
		| 'not-json'
		| 'too-large'
		| 'too-many-attempts'
		| 'wrong-claim-code';
	'setup.confirm':
		| 'already-configured'
		| 'claim-code-needed'
		| 'cross-site'
		| 'cut-off'
		| 'invalid-json'
		| 'key-lost'
		| 'key-manager-down'
		| 'key-manager-failed'
		| 'keys-locked'
		| 'no-key'
		| 'not-for-pups'
		| 'not-json'
		| 'password-needed'
		| 'too-large'
		| 'too-many-attempts'
		| 'too-many-requests'
		| 'words-gone'
		| 'wrong-claim-code'
		| 'wrong-password'
		| 'wrong-token'
		| 'wrong-words';
	'setup.create':
		| 'already-configured'
		| 'cannot-restore'
		| 'claim-code-needed'
		| 'cross-site'
		| 'cut-off'
		| 'invalid-json'
		| 'key-exists'
		| 'key-lost'
		| 'key-manager-down'
		| 'key-manager-failed'
		| 'keys-locked'
		| 'no-key'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'other-words'
		| 'too-large'
		| 'too-many-attempts'
		| 'too-many-requests'
		| 'wrong-claim-code'
		| 'wrong-password'
		| 'wrong-token'
		| 'wrong-words';
	'setup.draft':
		| 'already-configured'
		| 'claim-code-needed'
		| 'cross-site'
		| 'cut-off'
		| 'invalid-json'
		| 'not-for-pups'
		| 'not-json'
		| 'too-large'
		| 'too-many-attempts'
		| 'wrong-claim-code';
	'setup.get': 'already-configured' | 'claim-code-needed' | 'not-for-pups' | 'too-many-attempts' | 'wrong-claim-code';
	'sources.add':
		| 'already-added'
		| 'bad-address'
		| 'bad-key'
		| 'bad-redirect'
		| 'bad-source'
		| 'busy'
		| 'cancelled'
		| 'cross-site'
		| 'cut-off'
		| 'git-failed'
		| 'http-status'
		| 'idempotency-key-reused'
		| 'internal-address'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-json'
		| 'not-logged-in'
		| 'pup-unusable'
		| 'request-in-progress'
		| 'signature'
		| 'stopping'
		| 'too-large'
		| 'too-many'
		| 'too-many-requests'
		| 'too-many-tags'
		| 'too-slow'
		| 'unreachable';
	'sources.change':
		| 'bad-address'
		| 'bad-key'
		| 'bad-redirect'
		| 'bad-source'
		| 'builtin'
		| 'busy'
		| 'cancelled'
		| 'cross-site'
		| 'cut-off'
		| 'git-failed'
		| 'http-status'
		| 'idempotency-key-reused'
		| 'internal-address'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'pup-unusable'
		| 'request-in-progress'
		| 'signature'
		| 'stopping'
		| 'too-large'
		| 'too-many'
		| 'too-many-requests'
		| 'too-many-tags'
		| 'too-slow'
		| 'unreachable';
	'sources.list': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-logged-in';
	'sources.refresh':
		| 'bad-address'
		| 'bad-key'
		| 'bad-redirect'
		| 'bad-source'
		| 'busy'
		| 'cancelled'
		| 'cross-site'
		| 'cut-off'
		| 'git-failed'
		| 'http-status'
		| 'idempotency-key-reused'
		| 'internal-address'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'pup-unusable'
		| 'request-in-progress'
		| 'signature'
		| 'stopping'
		| 'too-large'
		| 'too-many'
		| 'too-many-requests'
		| 'too-many-tags'
		| 'too-slow'
		| 'unreachable';
	'sources.refreshAll':
		| 'bad-address'
		| 'bad-key'
		| 'bad-redirect'
		| 'bad-source'
		| 'busy'
		| 'cancelled'
		| 'cross-site'
		| 'cut-off'
		| 'git-failed'
		| 'http-status'
		| 'idempotency-key-reused'
		| 'internal-address'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-json'
		| 'not-logged-in'
		| 'pup-unusable'
		| 'request-in-progress'
		| 'signature'
		| 'stopping'
		| 'too-large'
		| 'too-many'
		| 'too-many-requests'
		| 'too-many-tags'
		| 'too-slow'
		| 'unreachable';
	'sources.remove':
		| 'builtin'
		| 'busy'
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'stopping'
		| 'too-large'
		| 'too-many-requests';
	'store.get':
		'bad-source' | 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-found' | 'not-logged-in' | 'pup-unusable';
	'store.list': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-logged-in';
	'store.logo': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-found' | 'not-logged-in';
	'terminals.attach':
		| 'cross-site'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-logged-in'
		| 'too-many-requests'
		| 'upgrade-required';
	'terminals.close':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'terminals.list': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-found' | 'not-logged-in';
	'terminals.open':
		| 'cross-site'
		| 'cut-off'
		| 'exec-cancelled'
		| 'exec-failed'
		| 'host-cannot-run'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'no-shell'
		| 'no-terminal'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'service-needed'
		| 'service-not-running'
		| 'too-large'
		| 'too-many-requests'
		| 'too-many-sessions'
		| 'too-many-terminals'
		| 'unknown-service';
	'tokens.create':
		| 'cross-site'
		| 'cut-off'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-json'
		| 'not-logged-in'
		| 'too-large'
		| 'too-many-requests'
		| 'too-many-tokens';
	'tokens.list': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-logged-in';
	'tokens.remove':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'webhooks.add':
		| 'cross-site'
		| 'cut-off'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-json'
		| 'not-logged-in'
		| 'too-large'
		| 'too-many-requests'
		| 'too-many-webhooks';
	'webhooks.again':
		| 'bad-redirect'
		| 'change-gone'
		| 'cross-site'
		| 'cut-off'
		| 'http-status'
		| 'idempotency-key-reused'
		| 'internal-address'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests'
		| 'too-slow'
		| 'unreachable';
	'webhooks.change':
		| 'cross-site'
		| 'cut-off'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'too-large'
		| 'too-many-requests';
	'webhooks.deliveries': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-found' | 'not-logged-in';
	'webhooks.list': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-logged-in';
	'webhooks.pause':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'webhooks.remove':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'webhooks.resume':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'webhooks.rotate':
		| 'cross-site'
		| 'cut-off'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'too-large'
		| 'too-many-requests';
	'webhooks.test':
		| 'bad-redirect'
		| 'cross-site'
		| 'cut-off'
		| 'http-status'
		| 'idempotency-key-reused'
		| 'internal-address'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests'
		| 'too-slow'
		| 'unreachable';
	'wiring.access': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-found' | 'not-logged-in';
	'wiring.choose':
		| 'cannot-provide'
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'wiring.get': 'missing-scope' | 'not-configured' | 'not-for-pups' | 'not-found' | 'not-logged-in';
	'wiring.grant':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'wiring.plan':
		| 'already-installed'
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'pup-unusable'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'wiring.revoke':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
	'wiring.setAccess':
		| 'cross-site'
		| 'cut-off'
		| 'idempotency-key-reused'
		| 'invalid-idempotency-key'
		| 'invalid-json'
		| 'missing-scope'
		| 'not-configured'
		| 'not-for-pups'
		| 'not-found'
		| 'not-json'
		| 'not-logged-in'
		| 'request-in-progress'
		| 'too-large'
		| 'too-many-requests';
}

/** What the client knows of each operation at run time. */
export const OPERATIONS: readonly OperationRow[] = [
	{
		id: 'attention.dismiss',
		group: 'attention',
		name: 'dismiss',
		method: 'POST',
		path: '/attention/dismiss',
		answer: 'nothing',
		body: 'json',
		keyed: true
	},
	{ id: 'attention.list', group: 'attention', name: 'list', method: 'GET', path: '/attention', answer: 'json' },
	{
		id: 'audit.list',
		group: 'audit',
		name: 'list',
		method: 'GET',
		path: '/audit',
		answer: 'json',
		query: ['limit', 'before']
	},
	{
		id: 'box.change',
		group: 'box',
		name: 'change',
		method: 'PATCH',
		path: '/box',
		answer: 'json',
		body: 'json',
		keyed: true
	},
	{
		id: 'box.ends',
		group: 'box',
		name: 'ends',
		method: 'GET',
		path: '/box/ends',
		answer: 'json',
		query: ['limit', 'after']
	},
	{
		id: 'box.freeSpace',
		group: 'box',
		name: 'freeSpace',
		method: 'POST',
		path: '/box/space/free',
		answer: 'json',
		body: 'json',
		query: ['plan'],
		bits: ['plan'],
		keyed: true
	},
	{ id: 'box.get', group: 'box', name: 'get', method: 'GET', path: '/box', answer: 'json' },
	{
		id: 'box.logFile',
		group: 'box',
		name: 'logFile',
		method: 'GET',
		path: '/box/logs/file',
		answer: 'bytes',
		query: ['service', 'since', 'until', 'format', 'gzip']
	},
	{
		id: 'box.logs',
		group: 'box',
		name: 'logs',
		method: 'GET',
		path: '/box/logs',
		answer: 'json',
		query: ['service', 'after', 'before', 'tail', 'limit', 'since', 'until', 'search', 'regex', 'case', 'level'],
		follow: 'followLog'
	},
	{
		id: 'box.metrics',
		group: 'box',
		name: 'metrics',
		method: 'GET',
		path: '/box/metrics',
		answer: 'json',
		query: ['seconds']
	},
	{ id: 'box.space', group: 'box', name: 'space', method: 'GET', path: '/box/space', answer: 'json' },
	{
		id: 'boxes.clone',
		group: 'boxes',
		name: 'clone',
		method: 'POST',
		path: '/boxes/{id}/clone',
		answer: 'json',
		body: 'json',
		query: ['plan'],
		bits: ['plan'],
		keyed: true
	},
	{
		id: 'boxes.create',
		group: 'boxes',
		name: 'create',
		method: 'POST',
		path: '/boxes',
		answer: 'json',
		body: 'json',
		query: ['plan'],
		bits: ['plan'],
		keyed: true
	},
	{
		id: 'boxes.createVolume',
		group: 'boxes',
		name: 'createVolume',
		method: 'POST',
		path: '/volumes',
		answer: 'json',
		body: 'json',
		keyed: true
	},
	{
		id: 'boxes.exec',
		group: 'boxes',
		name: 'exec',
		method: 'POST',
		path: '/boxes/{id}/execs',
		answer: 'json',
		body: 'json',
		keyed: true
	},
	{
		id: 'boxes.execs',
		group: 'boxes',
		name: 'execs',
		method: 'GET',
		path: '/boxes/{id}/execs',
		answer: 'json',
		query: ['limit', 'after']
	},
	{
		id: 'boxes.execs.attach',
		group: 'boxes',
		name: 'execsAttach',
		method: 'GET',
		path: '/boxes/{id}/execs/{exec}/attach',
		answer: 'duplex'
	},
	{
		id: 'boxes.execs.cancel',
		group: 'boxes',
		name: 'execsCancel',
		method: 'POST',
		path: '/boxes/{id}/execs/{exec}/cancel',
		answer: 'json',
		keyed: true
	},
	{
		id: 'boxes.execs.get',
		group: 'boxes',
		name: 'execsGet',
		method: 'GET',
		path: '/boxes/{id}/execs/{exec}',
		answer: 'json',
		query: ['wait']
	},
	{
		id: 'boxes.execs.input',
		group: 'boxes',
		name: 'execsInput',
		method: 'POST',
		path: '/boxes/{id}/execs/{exec}/input',
		answer: 'nothing',
		body: 'json',
		keyed: true
	},
	{
		id: 'boxes.execs.output',
		group: 'boxes',
		name: 'execsOutput',
		method: 'GET',
		path: '/boxes/{id}/execs/{exec}/output',
		answer: 'events',
		query: ['after'],
		resumes: true,
		last: ['exit']
	},
	{
		id: 'boxes.execs.remove',
		group: 'boxes',
		name: 'execsRemove',
		method: 'DELETE',
		path: '/boxes/{id}/execs/{exec}',
		answer: 'nothing',
		keyed: true
	},
	{
		id: 'boxes.execs.resize',
		group: 'boxes',
		name: 'execsResize',
		method: 'POST',
		path: '/boxes/{id}/execs/{exec}/resize',
		answer: 'nothing',
		body: 'json',
		keyed: true
	},
	{
		id: 'boxes.execs.signal',
		group: 'boxes',
		name: 'execsSignal',
		method: 'POST',
		path: '/boxes/{id}/execs/{exec}/signal',
		answer: 'nothing',
		body: 'json',
		keyed: true
	},
	{
		id: 'boxes.files.archive',
		group: 'boxes',
		name: 'filesArchive',
		method: 'GET',
		path: '/boxes/{id}/files/archive',
		answer: 'bytes',
		query: ['volume', 'path']
	},
	{
		id: 'boxes.files.cancelUpload',
		group: 'boxes',
		name: 'filesCancelUpload',
		method: 'DELETE',
		path: '/boxes/{id}/files/upload',
		answer: 'nothing',
		query: ['volume', 'path', 'size', 'version'],
		keyed: true
	},
	{
		id: 'boxes.files.get',
		group: 'boxes',
		name: 'filesGet',
		method: 'GET',
		path: '/boxes/{id}/files/content',
		answer: 'bytes',
		query: ['volume', 'path']
	},
	{
		id: 'boxes.files.list',
		group: 'boxes',
		name: 'filesList',
		method: 'GET',
		path: '/boxes/{id}/files',
		answer: 'json',
		query: ['volume', 'path', 'after', 'limit']
	},
	{
		id: 'boxes.files.makeFolder',
		group: 'boxes',
		name: 'filesMakeFolder',
		method: 'POST',
		path: '/boxes/{id}/files/folders',
		answer: 'nothing',
		body: 'json',
		query: ['volume'],
		keyed: true
	},
	{
		id: 'boxes.files.move',
		group: 'boxes',
		name: 'filesMove',
		method: 'POST',
		path: '/boxes/{id}/files/move',
		answer: 'nothing',
		body: 'json',
		query: ['volume'],
		keyed: true
	},
	{
		id: 'boxes.files.put',
		group: 'boxes',
		name: 'filesPut',
		method: 'PUT',
		path: '/boxes/{id}/files/content',
		answer: 'json',
		body: ['application/octet-stream'],
		query: ['volume', 'path', 'size', 'version', 'offset', 'replace']
	},
	{
		id: 'boxes.files.remove',
		group: 'boxes',
		name: 'filesRemove',
		method: 'DELETE',
		path: '/boxes/{id}/files',
		answer: 'nothing',
		query: ['path'],
		keyed: true
	},
	{
		id: 'boxes.files.stat',
		group: 'boxes',
		name: 'filesStat',
		method: 'GET',
		path: '/boxes/{id}/files/stat',
		answer: 'json',
		query: ['path', 'follow']
	},
	{
		id: 'boxes.files.unpack',
		group: 'boxes',
		name: 'filesUnpack',
		method: 'PUT',
		path: '/boxes/{id}/files/archive',
		answer: 'nothing',
		body: ['application/x-tar'],
		query: ['path', 'strict']
	},
	{
		id: 'boxes.files.uploaded',
		group: 'boxes',
		name: 'filesUploaded',
		method: 'GET',
		path: '/boxes/{id}/files/upload',
		answer: 'json',
		query: ['volume', 'path', 'size', 'version']
	},
	{
		id: 'boxes.gc',
		group: 'boxes',
		name: 'gc',
		method: 'POST',
		path: '/boxes/gc',
		answer: 'json',
		body: 'json',
		query: ['plan'],
		bits: ['plan'],
		keyed: true
	},
	{ id: 'boxes.get', group: 'boxes', name: 'get', method: 'GET', path: '/boxes/{id}', answer: 'json' },
	{
		id: 'boxes.kill',
		group: 'boxes',
		name: 'kill',
		method: 'POST',
		path: '/boxes/{id}/kill',
		answer: 'json',
		query: ['signal_'],
		keyed: true
	},
	{
		id: 'boxes.list',
		group: 'boxes',
		name: 'list',
		method: 'GET',
		path: '/boxes',
		answer: 'json',
		query: ['state', 'label', 'after', 'limit']
	},
	{
		id: 'boxes.logFile',
		group: 'boxes',
		name: 'logFile',
		method: 'GET',
		path: '/boxes/{id}/logs/file',
		answer: 'bytes',
		query: ['since', 'until', 'format', 'gzip']
	},
	{
		id: 'boxes.logs',
		group: 'boxes',
		name: 'logs',
		method: 'GET',
		path: '/boxes/{id}/logs',
		answer: 'json',
		query: ['after', 'before', 'tail', 'limit', 'since', 'until', 'search', 'regex', 'case', 'level'],
		follow: 'followLog'
	},
	{
		id: 'boxes.pause',
		group: 'boxes',
		name: 'pause',
		method: 'POST',
		path: '/boxes/{id}/pause',
		answer: 'json',
		keyed: true
	},
	{
		id: 'boxes.remove',
		group: 'boxes',
		name: 'remove',
		method: 'DELETE',
		path: '/boxes/{id}',
		answer: 'json',
		query: ['force', 'plan'],
		bits: ['plan'],
		keyed: true
	},
	{
		id: 'boxes.removeSnapshot',
		group: 'boxes',
		name: 'removeSnapshot',
		method: 'DELETE',
		path: '/boxes/{id}/snapshots/{snapshot}',
		answer: 'nothing',
		keyed: true
	},
	{
		id: 'boxes.removeVolume',
		group: 'boxes',
		name: 'removeVolume',
		method: 'DELETE',
		path: '/volumes/{name}',
		answer: 'nothing',
		keyed: true
	},
	{
		id: 'boxes.rename',
		group: 'boxes',
		name: 'rename',
		method: 'POST',
		path: '/boxes/{id}/rename',
		answer: 'json',
		body: 'json',
		keyed: true
	},
	{
		id: 'boxes.restart',
		group: 'boxes',
		name: 'restart',
		method: 'POST',
		path: '/boxes/{id}/restart',
		answer: 'json',
		query: ['signal_', 'graceSeconds'],
		keyed: true
	},
	{
		id: 'boxes.restore',
		group: 'boxes',
		name: 'restore',
		method: 'POST',
		path: '/boxes/{id}/snapshots/{snapshot}/restore',
		answer: 'json',
		query: ['plan'],
		bits: ['plan'],
		keyed: true
	},
	{
		id: 'boxes.resume',
		group: 'boxes',
		name: 'resume',
		method: 'POST',
		path: '/boxes/{id}/resume',
		answer: 'json',
		keyed: true
	},
	{
		id: 'boxes.run',
		group: 'boxes',
		name: 'run',
		method: 'POST',
		path: '/boxes/run',
		answer: 'json',
		body: 'json',
		keyed: true
	},
	{
		id: 'boxes.runEvents',
		group: 'boxes',
		name: 'runEvents',
		method: 'POST',
		path: '/boxes/run/events',
		answer: 'events',
		body: 'json'
	},
	{
		id: 'boxes.runTerminal',
		group: 'boxes',
		name: 'runTerminal',
		method: 'GET',
		path: '/boxes/run/attach',
		answer: 'duplex'
	},
	{
		id: 'boxes.snapshot',
		group: 'boxes',
		name: 'snapshot',
		method: 'POST',
		path: '/boxes/{id}/snapshots',
		answer: 'json',
		body: 'json',
		keyed: true
	},
	{
		id: 'boxes.snapshots',
		group: 'boxes',
		name: 'snapshots',
		method: 'GET',
		path: '/boxes/{id}/snapshots',
		answer: 'json',
		query: ['limit', 'after']
	},
	{
		id: 'boxes.start',
		group: 'boxes',
		name: 'start',
		method: 'POST',
		path: '/boxes/{id}/start',
		answer: 'json',
		keyed: true
	},
	{
		id: 'boxes.stats',
		group: 'boxes',
		name: 'stats',
		method: 'GET',
		path: '/boxes/{id}/stats',
		answer: 'json',
		query: ['seconds']
	},
	{
		id: 'boxes.stop',
		group: 'boxes',
		name: 'stop',
		method: 'POST',
		path: '/boxes/{id}/stop',
		answer: 'json',
		query: ['signal_', 'graceSeconds'],
		keyed: true
	},
	{
		id: 'boxes.update',
		group: 'boxes',
		name: 'update',
		method: 'PATCH',
		path: '/boxes/{id}',
		answer: 'json',
		body: 'json',
		keyed: true
	},
	{
		id: 'boxes.volumes',
		group: 'boxes',
		name: 'volumes',
		method: 'GET',
		path: '/volumes',
		answer: 'json',
		query: ['limit', 'after']
	},
	{ id: 'caller.get', group: 'caller', name: 'get', method: 'GET', path: '/caller', answer: 'json' },
	{
		id: 'config.compare',
		group: 'config',
		name: 'compare',
		method: 'GET',
		path: '/pups/{id}/config/compare',
		answer: 'json',
		query: ['from', 'to']
	},
	{
		id: 'config.history',
		group: 'config',
		name: 'history',
		method: 'GET',
		path: '/pups/{id}/config/history',
		answer: 'json',
		query: ['limit', 'after']
	},
	{
		id: 'config.restore',
		group: 'config',
		name: 'restore',
		method: 'POST',
		path: '/pups/{id}/config/restore',
		answer: 'json',
		body: 'json',
		query: ['plan'],
		bits: ['plan'],
		keyed: true
	},
	{ id: 'connections.get', group: 'connections', name: 'get', method: 'GET', path: '/connections', answer: 'json' },
	{
		id: 'connections.requests',
		group: 'connections',
		name: 'requests',
		method: 'GET',
		path: '/connections/{from}/{to}/requests',
		answer: 'json',
		query: ['interface', 'limit', 'after']
	},
	{
		id: 'events.follow',
		group: 'events',
		name: 'follow',
		method: 'GET',
		path: '/events',
		answer: 'events',
		query: ['after', 'kinds', 'pup'],
		resumes: true,
		last: []
	},
	{
		id: 'files.archive',
		group: 'files',
		name: 'archive',
		method: 'GET',
		path: '/pups/{id}/files/archive',
		answer: 'bytes',
		query: ['volume', 'path']
	},
	{
		id: 'files.cancelUpload',
		group: 'files',
		name: 'cancelUpload',
		method: 'DELETE',
		path: '/pups/{id}/files/upload',
		answer: 'nothing',
		query: ['volume', 'path', 'size', 'version'],
		keyed: true
	},
	{
		id: 'files.list',
		group: 'files',
		name: 'list',
		method: 'GET',
		path: '/pups/{id}/files',
		answer: 'json',
		query: ['volume', 'path', 'after', 'limit']
	},
	{
		id: 'files.makeFolder',
		group: 'files',
		name: 'makeFolder',
		method: 'POST',
		path: '/pups/{id}/files/folders',
		answer: 'nothing',
		body: 'json',
		query: ['volume'],
		keyed: true
	},
	{
		id: 'files.move',
		group: 'files',
		name: 'move',
		method: 'POST',
		path: '/pups/{id}/files/move',
		answer: 'nothing',
		body: 'json',
		query: ['volume'],
		keyed: true
	},
	{
		id: 'files.read',
		group: 'files',
		name: 'read',
		method: 'GET',
		path: '/pups/{id}/files/content',
		answer: 'bytes',
		query: ['volume', 'path']
	},
	{
		id: 'files.remove',
		group: 'files',
		name: 'remove',
		method: 'DELETE',
		path: '/pups/{id}/files',
		answer: 'nothing',
		query: ['volume', 'path'],
		keyed: true
	},
	{
		id: 'files.upload',
		group: 'files',
		name: 'upload',
		method: 'PUT',
		path: '/pups/{id}/files/content',
		answer: 'json',
		body: ['application/octet-stream'],
		query: ['volume', 'path', 'size', 'version', 'offset', 'replace']
	},
	{
		id: 'files.uploaded',
		group: 'files',
		name: 'uploaded',
		method: 'GET',
		path: '/pups/{id}/files/upload',
		answer: 'json',
		query: ['volume', 'path', 'size', 'version']
	},
	{ id: 'images.get', group: 'images', name: 'get', method: 'GET', path: '/images/{id}', answer: 'json' },
	{
		id: 'images.list',
		group: 'images',
		name: 'list',
		method: 'GET',
		path: '/images',
		answer: 'json',
		query: ['limit', 'after']
	},
	{
		id: 'images.prune',
		group: 'images',
		name: 'prune',
		method: 'POST',
		path: '/images/prune',
		answer: 'json',
		body: 'json',
		query: ['plan'],
		bits: ['plan'],
		keyed: true
	},
	{
		id: 'images.pull',
		group: 'images',
		name: 'pull',
		method: 'POST',
		path: '/images/pull',
		answer: 'json',
		body: 'json',
		keyed: true
	},
	{
		id: 'images.remove',
		group: 'images',
		name: 'remove',
		method: 'DELETE',
		path: '/images/{id}',
		answer: 'json',
		query: ['force', 'plan'],
		bits: ['plan'],
		keyed: true
	},
	{
		id: 'images.tag',
		group: 'images',
		name: 'tag',
		method: 'POST',
		path: '/images/{id}/tags',
		answer: 'json',
		body: 'json',
		keyed: true
	},
	{
		id: 'jobs.cancel',
		group: 'jobs',
		name: 'cancel',
		method: 'POST',
		path: '/jobs/{id}/cancel',
		answer: 'json',
		keyed: true
	},
	{ id: 'jobs.get', group: 'jobs', name: 'get', method: 'GET', path: '/jobs/{id}', answer: 'json', query: ['wait'] },
	{
		id: 'jobs.list',
		group: 'jobs',
		name: 'list',
		method: 'GET',
		path: '/jobs',
		answer: 'json',
		query: ['limit', 'unfinished', 'before', 'subject', 'kind', 'status']
	},
	{
		id: 'jobs.log',
		group: 'jobs',
		name: 'log',
		method: 'GET',
		path: '/jobs/{id}/log',
		answer: 'json',
		query: ['after', 'before', 'tail', 'limit', 'since', 'until', 'search', 'regex', 'case', 'level'],
		follow: 'followLog'
	},
	{
		id: 'jobs.logFile',
		group: 'jobs',
		name: 'logFile',
		method: 'GET',
		path: '/jobs/{id}/log/file',
		answer: 'bytes',
		query: ['since', 'until', 'format', 'gzip']
	},
	{ id: 'keys.get', group: 'keys', name: 'get', method: 'GET', path: '/keys', answer: 'json' },
	{
		id: 'keys.unlock',
		group: 'keys',
		name: 'unlock',
		method: 'POST',
		path: '/keys/unlock',
		answer: 'json',
		body: 'json',
		keyed: true
	},
	{ id: 'live.open', group: 'live', name: 'open', method: 'GET', path: '/live', answer: 'duplex' },
	{ id: 'metrics.prometheus', group: 'metrics', name: 'prometheus', method: 'GET', path: '/metrics', answer: 'bytes' },
	{
		id: 'networks.connect',
		group: 'networks',
		name: 'connect',
		method: 'POST',
		path: '/networks/{id}/connect',
		answer: 'json',
		body: 'json',
		query: ['plan'],
		bits: ['plan'],
		keyed: true
	},
	{
		id: 'networks.create',
		group: 'networks',
		name: 'create',
		method: 'POST',
		path: '/networks',
		answer: 'json',
		body: 'json',
		keyed: true
	},
	{
		id: 'networks.disconnect',
		group: 'networks',
		name: 'disconnect',
		method: 'POST',
		path: '/networks/{id}/disconnect',
		answer: 'json',
		body: 'json',
		query: ['plan'],
		bits: ['plan'],
		keyed: true
	},
	{ id: 'networks.get', group: 'networks', name: 'get', method: 'GET', path: '/networks/{id}', answer: 'json' },
	{
		id: 'networks.list',
		group: 'networks',
		name: 'list',
		method: 'GET',
		path: '/networks',
		answer: 'json',
		query: ['limit', 'after']
	},
	{
		id: 'networks.prune',
		group: 'networks',
		name: 'prune',
		method: 'POST',
		path: '/networks/prune',
		answer: 'json',
		body: 'json',
		query: ['plan'],
		bits: ['plan'],
		keyed: true
	},
	{
		id: 'networks.remove',
		group: 'networks',
		name: 'remove',
		method: 'DELETE',
		path: '/networks/{id}',
		answer: 'nothing',
		keyed: true
	},
	{
		id: 'notifications.add',
		group: 'notifications',
		name: 'add',
		method: 'POST',
		path: '/notifications/destinations',
		answer: 'json',
		body: 'json',
		keyed: true
	},
	{
		id: 'notifications.change',
		group: 'notifications',
		name: 'change',
		method: 'PATCH',
		path: '/notifications/destinations/{id}',
		answer: 'json',
		body: 'json',
		keyed: true
	},
	{
		id: 'notifications.get',
		group: 'notifications',
		name: 'get',
		method: 'GET',
		path: '/notifications',
		answer: 'json'
	},
	{
		id: 'notifications.quiet',
		group: 'notifications',
		name: 'quiet',
		method: 'PUT',
		path: '/notifications/quiet-hours',
		answer: 'nothing',
		body: 'json',
		keyed: true
	},
	{
		id: 'notifications.remove',
		group: 'notifications',
		name: 'remove',
		method: 'DELETE',
		path: '/notifications/destinations/{id}',
		answer: 'nothing',
		keyed: true
	},
	{
		id: 'notifications.test',
		group: 'notifications',
		name: 'test',
		method: 'POST',
		path: '/notifications/destinations/{id}/test',
		answer: 'nothing',
		keyed: true
	},
	{ id: 'openapi.get', group: 'openapi', name: 'get', method: 'GET', path: '/openapi.json', answer: 'json' },
	{
		id: 'password.change',
		group: 'password',
		name: 'change',
		method: 'POST',
		path: '/password',
		answer: 'nothing',
		body: 'json',
		keyed: true
	},
	{
		id: 'password.reset',
		group: 'password',
		name: 'reset',
		method: 'POST',
		path: '/password/reset',
		answer: 'nothing',
		body: 'json'
	},
	{
		id: 'ports.change',
		group: 'ports',
		name: 'change',
		method: 'PUT',
		path: '/pups/{id}/ports',
		answer: 'json',
		body: 'json',
		query: ['plan'],
		bits: ['plan']
	},
	{ id: 'ports.get', group: 'ports', name: 'get', method: 'GET', path: '/pups/{id}/ports', answer: 'json' },
	{
		id: 'pups.configure',
		group: 'pups',
		name: 'configure',
		method: 'PUT',
		path: '/pups/{id}/config',
		answer: 'json',
		body: 'json',
		query: ['plan'],
		bits: ['plan'],
		keyed: true
	},
	{
		id: 'pups.dev',
		group: 'pups',
		name: 'dev',
		method: 'PUT',
		path: '/pups/{id}/dev',
		answer: 'json',
		body: 'json',
		query: ['plan'],
		bits: ['plan'],
		keyed: true
	},
	{
		id: 'pups.devices',
		group: 'pups',
		name: 'devices',
		method: 'PUT',
		path: '/pups/{id}/devices',
		answer: 'json',
		body: 'json',
		keyed: true
	},
	{
		id: 'pups.exec',
		group: 'pups',
		name: 'exec',
		method: 'POST',
		path: '/pups/{id}/exec',
		answer: 'events',
		body: 'json'
	},
	{ id: 'pups.get', group: 'pups', name: 'get', method: 'GET', path: '/pups/{id}', answer: 'json' },
	{
		id: 'pups.hooks.create',
		group: 'pups',
		name: 'hooksCreate',
		method: 'POST',
		path: '/pups/{id}/hooks',
		answer: 'json',
		body: 'json',
		keyed: true
	},
	{
		id: 'pups.hooks.list',
		group: 'pups',
		name: 'hooksList',
		method: 'GET',
		path: '/pups/{id}/hooks',
		answer: 'json',
		query: ['limit', 'after']
	},
	{
		id: 'pups.hooks.remove',
		group: 'pups',
		name: 'hooksRemove',
		method: 'DELETE',
		path: '/pups/{id}/hooks/{hook}',
		answer: 'nothing',
		keyed: true
	},
	{
		id: 'pups.hooks.rotate',
		group: 'pups',
		name: 'hooksRotate',
		method: 'POST',
		path: '/pups/{id}/hooks/{hook}/rotate',
		answer: 'json',
		keyed: true
	},
	{
		id: 'pups.install',
		group: 'pups',
		name: 'install',
		method: 'POST',
		path: '/pups',
		answer: 'json',
		body: 'json',
		keyed: true
	},
	{
		id: 'pups.limits',
		group: 'pups',
		name: 'limits',
		method: 'PATCH',
		path: '/pups/{id}/limits',
		answer: 'json',
		body: 'json',
		query: ['plan'],
		bits: ['plan'],
		keyed: true
	},
	{
		id: 'pups.list',
		group: 'pups',
		name: 'list',
		method: 'GET',
		path: '/pups',
		answer: 'json',
		query: ['limit', 'after']
	},
	{
		id: 'pups.logFile',
		group: 'pups',
		name: 'logFile',
		method: 'GET',
		path: '/pups/{id}/logs/file',
		answer: 'bytes',
		query: ['service', 'since', 'until', 'format', 'gzip']
	},
	{
		id: 'pups.logLimits',
		group: 'pups',
		name: 'logLimits',
		method: 'GET',
		path: '/pups/{id}/logs/limits',
		answer: 'json'
	},
	{ id: 'pups.logo', group: 'pups', name: 'logo', method: 'GET', path: '/pups/{id}/logo', answer: 'bytes' },
	{
		id: 'pups.logs',
		group: 'pups',
		name: 'logs',
		method: 'GET',
		path: '/pups/{id}/logs',
		answer: 'json',
		query: ['service', 'after', 'before', 'tail', 'limit', 'since', 'until', 'search', 'regex', 'case', 'level'],
		follow: 'followLog'
	},
	{
		id: 'pups.metrics',
		group: 'pups',
		name: 'metrics',
		method: 'GET',
		path: '/pups/{id}/metrics',
		answer: 'json',
		query: ['seconds']
	},
	{
		id: 'pups.remove',
		group: 'pups',
		name: 'remove',
		method: 'DELETE',
		path: '/pups/{id}',
		answer: 'json',
		query: ['keepData', 'breaks', 'plan'],
		bits: ['plan'],
		keyed: true
	},
	{
		id: 'pups.rename',
		group: 'pups',
		name: 'rename',
		method: 'POST',
		path: '/pups/{id}/rename',
		answer: 'json',
		body: 'json',
		keyed: true
	},
	{
		id: 'pups.report',
		group: 'pups',
		name: 'report',
		method: 'POST',
		path: '/pups/{id}/metrics',
		answer: 'json',
		body: 'json',
		keyed: true
	},
	{
		id: 'pups.restart',
		group: 'pups',
		name: 'restart',
		method: 'POST',
		path: '/pups/{id}/restart',
		answer: 'json',
		query: ['plan'],
		bits: ['plan'],
		keyed: true
	},
	{
		id: 'pups.retry',
		group: 'pups',
		name: 'retry',
		method: 'POST',
		path: '/pups/{id}/retry',
		answer: 'json',
		keyed: true
	},
	{
		id: 'pups.setLogLimits',
		group: 'pups',
		name: 'setLogLimits',
		method: 'PUT',
		path: '/pups/{id}/logs/limits',
		answer: 'json',
		body: 'json',
		keyed: true
	},
	{
		id: 'pups.skipVersion',
		group: 'pups',
		name: 'skipVersion',
		method: 'POST',
		path: '/pups/{id}/skip-version',
		answer: 'json',
		body: 'json',
		keyed: true
	},
	{
		id: 'pups.start',
		group: 'pups',
		name: 'start',
		method: 'POST',
		path: '/pups/{id}/start',
		answer: 'json',
		query: ['anyway'],
		keyed: true
	},
	{
		id: 'pups.stop',
		group: 'pups',
		name: 'stop',
		method: 'POST',
		path: '/pups/{id}/stop',
		answer: 'json',
		query: ['plan'],
		bits: ['plan'],
		keyed: true
	},
	{ id: 'pups.terminal', group: 'pups', name: 'terminal', method: 'GET', path: '/pups/{id}/exec', answer: 'duplex' },
	{
		id: 'pups.update',
		group: 'pups',
		name: 'update',
		method: 'POST',
		path: '/pups/{id}/update',
		answer: 'json',
		body: 'json',
		query: ['plan'],
		bits: ['plan'],
		keyed: true
	},
	{
		id: 'sessions.create',
		group: 'sessions',
		name: 'create',
		method: 'POST',
		path: '/sessions',
		answer: 'json',
		body: 'json'
	},
	{
		id: 'sessions.list',
		group: 'sessions',
		name: 'list',
		method: 'GET',
		path: '/sessions',
		answer: 'json',
		query: ['limit', 'after']
	},
	{
		id: 'sessions.remove',
		group: 'sessions',
		name: 'remove',
		method: 'DELETE',
		path: '/sessions/{id}',
		answer: 'nothing',
		keyed: true
	},
	{
		id: 'sessions.removeAll',
		group: 'sessions',
		name: 'removeAll',
		method: 'DELETE',
		path: '/sessions',
		answer: 'json',
		query: ['keepCurrent', 'plan'],
		bits: ['plan'],
		keyed: true
	},
	{
		id: 'sessions.renew',
		group: 'sessions',
		name: 'renew',
		method: 'POST',
		path: '/sessions/renewal',
		answer: 'nothing',
		body: 'json'
	},
	{
		id: 'sessions.renewal',
		group: 'sessions',
		name: 'renewal',
		method: 'POST',
		path: '/sessions/current/renewal',
		answer: 'json'
	},
	{
		id: 'setup.claim',
		group: 'setup',
		name: 'claim',
		method: 'POST',
		path: '/setup/claim',
		answer: 'nothing',
		body: 'json'
	},
	{
		id: 'setup.confirm',
		group: 'setup',
		name: 'confirm',
		method: 'POST',
		path: '/setup/confirm',
		answer: 'json',
		body: 'json'
	},
	{ id: 'setup.create', group: 'setup', name: 'create', method: 'POST', path: '/setup', answer: 'json', body: 'json' },
	{
		id: 'setup.draft',
		group: 'setup',
		name: 'draft',
		method: 'PUT',
		path: '/setup/draft',
		answer: 'json',
		body: 'json'
	},
	{ id: 'setup.get', group: 'setup', name: 'get', method: 'GET', path: '/setup', answer: 'json' },
	{
		id: 'sources.add',
		group: 'sources',
		name: 'add',
		method: 'POST',
		path: '/sources',
		answer: 'json',
		body: 'json',
		keyed: true
	},
	{
		id: 'sources.change',
		group: 'sources',
		name: 'change',
		method: 'PATCH',
		path: '/sources/{id}',
		answer: 'json',
		body: 'json',
		keyed: true
	},
	{
		id: 'sources.list',
		group: 'sources',
		name: 'list',
		method: 'GET',
		path: '/sources',
		answer: 'json',
		query: ['limit', 'after']
	},
	{
		id: 'sources.refresh',
		group: 'sources',
		name: 'refresh',
		method: 'POST',
		path: '/sources/{id}/refresh',
		answer: 'json',
		keyed: true
	},
	{
		id: 'sources.refreshAll',
		group: 'sources',
		name: 'refreshAll',
		method: 'POST',
		path: '/sources/refresh',
		answer: 'json',
		keyed: true
	},
	{
		id: 'sources.remove',
		group: 'sources',
		name: 'remove',
		method: 'DELETE',
		path: '/sources/{id}',
		answer: 'json',
		query: ['plan'],
		bits: ['plan'],
		keyed: true
	},
	{
		id: 'store.get',
		group: 'store',
		name: 'get',
		method: 'GET',
		path: '/store/{id}/{name}',
		answer: 'json',
		query: ['version']
	},
	{
		id: 'store.list',
		group: 'store',
		name: 'list',
		method: 'GET',
		path: '/store',
		answer: 'json',
		query: ['limit', 'after']
	},
	{ id: 'store.logo', group: 'store', name: 'logo', method: 'GET', path: '/store/{id}/{name}/logo', answer: 'bytes' },
	{
		id: 'terminals.attach',
		group: 'terminals',
		name: 'attach',
		method: 'GET',
		path: '/pups/{id}/terminals/{terminal}',
		answer: 'duplex'
	},
	{
		id: 'terminals.close',
		group: 'terminals',
		name: 'close',
		method: 'DELETE',
		path: '/pups/{id}/terminals/{terminal}',
		answer: 'nothing',
		keyed: true
	},
	{
		id: 'terminals.list',
		group: 'terminals',
		name: 'list',
		method: 'GET',
		path: '/pups/{id}/terminals',
		answer: 'json',
		query: ['limit', 'after']
	},
	{
		id: 'terminals.open',
		group: 'terminals',
		name: 'open',
		method: 'POST',
		path: '/pups/{id}/terminals',
		answer: 'json',
		body: 'json',
		keyed: true
	},
	{
		id: 'tokens.create',
		group: 'tokens',
		name: 'create',
		method: 'POST',
		path: '/tokens',
		answer: 'json',
		body: 'json'
	},
	{
		id: 'tokens.list',
		group: 'tokens',
		name: 'list',
		method: 'GET',
		path: '/tokens',
		answer: 'json',
		query: ['limit', 'after']
	},
	{
		id: 'tokens.remove',
		group: 'tokens',
		name: 'remove',
		method: 'DELETE',
		path: '/tokens/{id}',
		answer: 'nothing',
		keyed: true
	},
	{
		id: 'webhooks.add',
		group: 'webhooks',
		name: 'add',
		method: 'POST',
		path: '/webhooks',
		answer: 'json',
		body: 'json'
	},
	{
		id: 'webhooks.again',
		group: 'webhooks',
		name: 'again',
		method: 'POST',
		path: '/webhooks/{id}/deliveries/{delivery}/again',
		answer: 'json',
		keyed: true
	},
	{
		id: 'webhooks.change',
		group: 'webhooks',
		name: 'change',
		method: 'PATCH',
		path: '/webhooks/{id}',
		answer: 'json',
		body: 'json'
	},
	{
		id: 'webhooks.deliveries',
		group: 'webhooks',
		name: 'deliveries',
		method: 'GET',
		path: '/webhooks/{id}/deliveries',
		answer: 'json',
		query: ['limit', 'after']
	},
	{
		id: 'webhooks.list',
		group: 'webhooks',
		name: 'list',
		method: 'GET',
		path: '/webhooks',
		answer: 'json',
		query: ['limit', 'after']
	},
	{
		id: 'webhooks.pause',
		group: 'webhooks',
		name: 'pause',
		method: 'POST',
		path: '/webhooks/{id}/pause',
		answer: 'json',
		keyed: true
	},
	{
		id: 'webhooks.remove',
		group: 'webhooks',
		name: 'remove',
		method: 'DELETE',
		path: '/webhooks/{id}',
		answer: 'nothing',
		keyed: true
	},
	{
		id: 'webhooks.resume',
		group: 'webhooks',
		name: 'resume',
		method: 'POST',
		path: '/webhooks/{id}/resume',
		answer: 'json',
		body: 'json',
		keyed: true
	},
	{
		id: 'webhooks.rotate',
		group: 'webhooks',
		name: 'rotate',
		method: 'POST',
		path: '/webhooks/{id}/secret',
		answer: 'json'
	},
	{
		id: 'webhooks.test',
		group: 'webhooks',
		name: 'test',
		method: 'POST',
		path: '/webhooks/{id}/test',
		answer: 'json',
		keyed: true
	},
	{ id: 'wiring.access', group: 'wiring', name: 'access', method: 'GET', path: '/pups/{id}/access', answer: 'json' },
	{
		id: 'wiring.choose',
		group: 'wiring',
		name: 'choose',
		method: 'PUT',
		path: '/pups/{id}/wiring/{interface}',
		answer: 'json',
		body: 'json',
		query: ['plan'],
		bits: ['plan'],
		keyed: true
	},
	{ id: 'wiring.get', group: 'wiring', name: 'get', method: 'GET', path: '/pups/{id}/wiring', answer: 'json' },
	{
		id: 'wiring.grant',
		group: 'wiring',
		name: 'grant',
		method: 'PUT',
		path: '/pups/{id}/wiring/{interface}/groups/{group}',
		answer: 'json',
		query: ['plan'],
		bits: ['plan'],
		keyed: true
	},
	{
		id: 'wiring.plan',
		group: 'wiring',
		name: 'plan',
		method: 'POST',
		path: '/store/{id}/{name}/plan',
		answer: 'json',
		body: 'json',
		keyed: true
	},
	{
		id: 'wiring.revoke',
		group: 'wiring',
		name: 'revoke',
		method: 'DELETE',
		path: '/pups/{id}/wiring/{interface}/groups/{group}',
		answer: 'json',
		query: ['plan'],
		bits: ['plan'],
		keyed: true
	},
	{
		id: 'wiring.setAccess',
		group: 'wiring',
		name: 'setAccess',
		method: 'PUT',
		path: '/pups/{id}/access',
		answer: 'json',
		body: 'json',
		query: ['plan'],
		bits: ['plan'],
		keyed: true
	}
];
