ALTER TABLE `metrics` ADD `read` real DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `metrics` ADD `write` real DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `metrics` ADD `gauges` text;--> statement-breakpoint
ALTER TABLE `pups` ADD `io_weight` integer;