CREATE TABLE `audit` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`address` text NOT NULL,
	`action` text NOT NULL,
	`subject` text,
	`outcome` text NOT NULL,
	`detail` text
);
--> statement-breakpoint
CREATE INDEX `audit_at` ON `audit` (`at`);--> statement-breakpoint
CREATE TABLE `changes` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`body` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `containers` (
	`id` text PRIMARY KEY NOT NULL,
	`spec` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `images` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`title` text NOT NULL,
	`status` text NOT NULL,
	`parent_id` text,
	`size_bytes` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `job_steps` (
	`job_id` text NOT NULL,
	`position` integer NOT NULL,
	`name` text NOT NULL,
	`title` text NOT NULL,
	`weight` integer NOT NULL,
	`status` text NOT NULL,
	`percent` integer DEFAULT 0 NOT NULL,
	`note` text,
	`started_at` integer,
	`finished_at` integer,
	PRIMARY KEY(`job_id`, `position`),
	FOREIGN KEY (`job_id`) REFERENCES `jobs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`title` text NOT NULL,
	`resources` text NOT NULL,
	`pup_id` text,
	`input` text NOT NULL,
	`status` text NOT NULL,
	`error` text,
	`cancel_requested` integer DEFAULT false NOT NULL,
	`resumed` integer DEFAULT 0 NOT NULL,
	`requested_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`started_at` integer,
	`finished_at` integer
);
--> statement-breakpoint
CREATE INDEX `jobs_status` ON `jobs` (`status`);--> statement-breakpoint
CREATE INDEX `jobs_created` ON `jobs` (`created_at`);--> statement-breakpoint
CREATE TABLE `metrics` (
	`subject` text NOT NULL,
	`resolution` integer NOT NULL,
	`at` integer NOT NULL,
	`cpu` real NOT NULL,
	`memory` real NOT NULL,
	`rx` real NOT NULL,
	`tx` real NOT NULL,
	`pids` real NOT NULL,
	PRIMARY KEY(`subject`, `resolution`, `at`)
);
--> statement-breakpoint
CREATE TABLE `pup_config` (
	`pup_id` text NOT NULL,
	`field` text NOT NULL,
	`value` text NOT NULL,
	`sealed` integer NOT NULL,
	PRIMARY KEY(`pup_id`, `field`),
	FOREIGN KEY (`pup_id`) REFERENCES `pups`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `pup_pages` (
	`pup_id` text NOT NULL,
	`name` text NOT NULL,
	`target_port` integer NOT NULL,
	`port` integer NOT NULL,
	PRIMARY KEY(`pup_id`, `name`),
	FOREIGN KEY (`pup_id`) REFERENCES `pups`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `pup_pages_port` ON `pup_pages` (`port`);--> statement-breakpoint
CREATE TABLE `pups` (
	`id` text PRIMARY KEY NOT NULL,
	`source_id` text NOT NULL,
	`source_path` text NOT NULL,
	`name` text NOT NULL,
	`version` text NOT NULL,
	`manifest` text NOT NULL,
	`state` text NOT NULL,
	`failure` text,
	`enabled` integer NOT NULL,
	`keys` text NOT NULL,
	`host_number` integer NOT NULL,
	`layers` text NOT NULL,
	`memory_limit` integer,
	`pids_limit` integer,
	`cpu_limit` real,
	`config_saved_at` integer,
	`created_at` integer NOT NULL,
	`installed_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `pups_host_number` ON `pups` (`host_number`);--> statement-breakpoint
CREATE UNIQUE INDEX `pups_source_name` ON `pups` (`source_id`,`name`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`address` text NOT NULL,
	`user_agent` text NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sources` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`location` text NOT NULL,
	`name` text NOT NULL,
	`added_at` integer NOT NULL,
	`last_seen_at` integer,
	`last_error` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sources_location` ON `sources` (`location`);--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL
);
