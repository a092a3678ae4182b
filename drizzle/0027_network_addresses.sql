ALTER TABLE `network_members` ADD `address` text;--> statement-breakpoint
ALTER TABLE `networks` ADD `subnet` text;