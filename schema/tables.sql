-- version: 1
--
-- The tables that runcloud-multisite keeps beside those of the network, for MySQL and MariaDB. This file is the one
-- place that defines them: the program and the WordPress plugin both create them from it, and `{p}` stands for the
-- table prefix of the network. A statement ends with a semicolon at the end of a line; a comment has its own line.
--
-- All times are milliseconds since 1970-01-01T00:00:00Z. All texts are plain text: escape them when they are shown.

-- One row for each host that the program knows. The program alone writes here. `record` is its own memory; the other
-- columns repeat from it what people and the plugin want to see.
CREATE TABLE IF NOT EXISTS {p}runcloud_domains (
  host VARCHAR(253) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  site_id BIGINT NULL,
  class VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  who VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  detail TEXT NOT NULL,
  operator_text TEXT NOT NULL,
  customer_text TEXT NOT NULL,
  next_look BIGINT NULL,
  object_id BIGINT NULL,
  cert_issuer VARCHAR(255) NULL,
  cert_expires BIGINT NULL,
  updated_at BIGINT NOT NULL,
  record LONGTEXT NOT NULL,
  PRIMARY KEY (host),
  KEY state (state),
  KEY site_id (site_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- What the program intended, did, decided and saw. The program alone writes here. An intent without `closed_at` is one
-- whose outcome has to be looked up.
CREATE TABLE IF NOT EXISTS {p}runcloud_history (
  id BIGINT NOT NULL AUTO_INCREMENT,
  at BIGINT NOT NULL,
  host VARCHAR(253) CHARACTER SET ascii COLLATE ascii_bin NULL,
  kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  step VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  why TEXT NULL,
  outcome TEXT NULL,
  closed_at BIGINT NULL,
  detail LONGTEXT NOT NULL,
  fence BIGINT NOT NULL,
  PRIMARY KEY (id),
  KEY host (host, id),
  KEY kind (kind, closed_at),
  KEY at (at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- What people ask of the program. The plugin writes here and nowhere else: it inserts rows with `at`, `kind`
-- ('removal', 'look', 'retry', 'confirm' or 'apply') and what it knows besides, and leaves `handled_at` and `result`
-- to the program. `host` is what somebody typed; `payload` is a JSON object.
CREATE TABLE IF NOT EXISTS {p}runcloud_requests (
  id BIGINT NOT NULL AUTO_INCREMENT,
  at BIGINT NOT NULL,
  kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  host VARCHAR(255) NULL,
  site_id BIGINT NULL,
  user_id BIGINT NULL,
  user_name VARCHAR(250) NULL,
  payload TEXT NULL,
  handled_at BIGINT NULL,
  result TEXT NULL,
  PRIMARY KEY (id),
  KEY handled_at (handled_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Single values. The program alone writes here. `schema`: `number` is the version of these tables, 0 or no row before
-- they are complete. `server`: `value` holds the addresses that customers' domains should lead to. `remedies`: `value`
-- holds what whoever runs the network can do, by the code of a reason. `lease`: `value` is the agent that acts, until
-- `expires`; `number` rises with each change.
CREATE TABLE IF NOT EXISTS {p}runcloud_state (
  name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  value LONGTEXT NULL,
  number BIGINT NOT NULL DEFAULT 0,
  expires BIGINT NOT NULL DEFAULT 0,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
