CREATE TABLE `pup_ports` (
	`pup_id` text NOT NULL,
	`name` text NOT NULL,
	`protocol` text NOT NULL,
	`port` integer NOT NULL,
	`host_port` integer NOT NULL,
	`published` integer DEFAULT false NOT NULL,
	PRIMARY KEY(`pup_id`, `name`),
	FOREIGN KEY (`pup_id`) REFERENCES `pups`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `pup_ports_host_port` ON `pup_ports` (`protocol`,`host_port`);--> statement-breakpoint
ALTER TABLE `pup_pages` ADD `chosen` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `pup_pages` ADD `access` text DEFAULT 'login' NOT NULL;--> statement-breakpoint
ALTER TABLE `pup_pages` ADD `token_hash` text;--> statement-breakpoint
ALTER TABLE `pup_pages` ADD `token_at` integer;