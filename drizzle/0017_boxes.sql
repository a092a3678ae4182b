CREATE TABLE `box_ports` (
	`box_id` text NOT NULL,
	`protocol` text NOT NULL,
	`host_port` integer NOT NULL,
	`port` integer NOT NULL,
	PRIMARY KEY(`protocol`, `host_port`),
	FOREIGN KEY (`box_id`) REFERENCES `boxes`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `box_ports_box` ON `box_ports` (`box_id`);--> statement-breakpoint
CREATE TABLE `box_snapshots` (
	`id` text PRIMARY KEY NOT NULL,
	`box_id` text NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	`bytes` integer,
	FOREIGN KEY (`box_id`) REFERENCES `boxes`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `box_snapshots_box` ON `box_snapshots` (`box_id`);--> statement-breakpoint
CREATE TABLE `box_volumes` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	`made` integer DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `box_volumes_name` ON `box_volumes` (`name`);--> statement-breakpoint
CREATE TABLE `boxes` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`state` text NOT NULL,
	`failure` text,
	`wanted` text NOT NULL,
	`image` text NOT NULL,
	`packages` text,
	`digest` text,
	`layers` text NOT NULL,
	`host_number` integer NOT NULL,
	`cpu_limit` real,
	`memory_limit` integer NOT NULL,
	`disk_limit` integer,
	`pids_limit` integer NOT NULL,
	`network` text NOT NULL,
	`env` text NOT NULL,
	`volumes` text NOT NULL,
	`workdir` text,
	`user` text,
	`argv` text,
	`labels` text NOT NULL,
	`restart` text NOT NULL,
	`restarts` integer DEFAULT 0 NOT NULL,
	`idle_stop_seconds` integer,
	`expires_at` integer,
	`ephemeral` integer NOT NULL,
	`copy_of` text,
	`created_at` integer NOT NULL,
	`started_at` integer,
	`stopped_at` integer,
	`exit_code` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `boxes_name` ON `boxes` (`name`);--> statement-breakpoint
CREATE UNIQUE INDEX `boxes_host_number` ON `boxes` (`host_number`);