CREATE TABLE `wiring_hooks` (
	`id` text PRIMARY KEY NOT NULL,
	`pup_id` text NOT NULL,
	`port` integer NOT NULL,
	`path` text NOT NULL,
	`callers` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`pup_id`) REFERENCES `pups`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `wiring_hooks_pup` ON `wiring_hooks` (`pup_id`);--> statement-breakpoint
ALTER TABLE `pups` ADD `offer_name` text;