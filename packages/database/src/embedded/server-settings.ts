import { totalmem } from 'node:os'

export type ServerSettings = Readonly<Record<string, string>>

/** Settings of the embedded server, for one small machine that also runs Snodo. Memory follows the machine, within bounds. */
export function serverSettings(over: ServerSettings = {}, totalBytes = totalmem()): ServerSettings {
  return { ...defaults(totalBytes), ...over }
}

function defaults(total: number): ServerSettings {
  const megabytes = Math.floor(total / 2 ** 20)
  const shared = bounded(Math.floor(megabytes / 8), 64, 1024)
  return {
    // Reached through the loopback with a password; a socket file would need a folder that both accounts can write, and a short path.
    unix_socket_directories: '',
    // In the data folder: a container's /dev/shm is often only 64 MB, and what a kill -9 leaves there stays for ever.
    dynamic_shared_memory_type: 'mmap',
    max_connections: '80',
    shared_buffers: `${shared}MB`,
    effective_cache_size: `${bounded(Math.floor(megabytes / 2), 128, 8192)}MB`,
    work_mem: '16MB',
    maintenance_work_mem: `${bounded(Math.floor(megabytes / 16), 32, 256)}MB`,
    // Never off: measured, it was not faster with group commit and lost acknowledged events in a crash.
    synchronous_commit: 'on',
    wal_compression: 'pglz',
    wal_level: 'replica',
    // Checkpoints by time, not by volume: full page images after each are the greater part of the log.
    max_wal_size: '2GB',
    min_wal_size: '80MB',
    checkpoint_timeout: '15min',
    checkpoint_completion_target: '0.9',
    random_page_cost: '1.1',
    jit: 'off',
    // Hot tables are updated all the time: dead rows must go early, in small portions.
    autovacuum: 'on',
    autovacuum_naptime: '15s',
    autovacuum_vacuum_scale_factor: '0.05',
    autovacuum_analyze_scale_factor: '0.02',
    autovacuum_vacuum_cost_limit: '1000',
    // A vanished client frees its locks in 25 s instead of 2 h.
    tcp_keepalives_idle: '10',
    tcp_keepalives_interval: '5',
    tcp_keepalives_count: '3',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    log_min_duration_statement: '1000',
    log_checkpoints: 'off',
    // Parameters may be personal data.
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
    log_min_error_statement: 'panic',
  }
}

function bounded(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}
