<?php
/** What is noted while the configuration runs. */
final class Rcm {
	public array $names = array();
	public array $invented = array();
	public array $env = array();
	public array $missed = array();
	public bool $request = false;
	public bool $done = false;
	public string $mark = '';
	public string $file = '';

	/** A variable of the environment; what is not there is noted, but for the file that may hold another one. */
	public function find( string $name ): mixed {
		if ( array_key_exists( $name, $this->env ) ) {
			unset( $this->missed[ $name ] );
			return $this->env[ $name ];
		}
		if ( in_array( $name, $this->invented, true ) ) {
			return '1;';
		}
		if ( 1 === preg_match( '/^[A-Z][A-Z0-9_]*$/D', $name ) && ! str_ends_with( $name, '_FILE' ) ) {
			$this->missed[ $name ] = true;
		}
		return null;
	}

	public function tell(): void {
		$error = error_get_last();
		$fatal = null !== $error && 0 !== ( $error['type'] & ( E_ERROR | E_PARSE | E_CORE_ERROR | E_COMPILE_ERROR | E_RECOVERABLE_ERROR ) );
		$word  = $fatal ? 'fatal ' . (int) $error['line'] : ( $this->request ? 'request' : ( $this->done ? 'whole' : 'early' ) );
		echo "\n", $this->mark, "\n", PHP_VERSION_ID < 80000 ? 'old' : $word, "\n";
		foreach ( array_keys( $this->missed ) as $name ) {
			echo 'missed ', $name, "\n";
		}
		foreach ( $this->names as $name ) {
			$value = '$table_prefix' === $name ? ( $GLOBALS['table_prefix'] ?? null ) : ( defined( $name ) ? constant( $name ) : null );
			if ( is_bool( $value ) ) {
				echo $name, '=b', $value ? '1' : '0', "\n";
			} elseif ( is_int( $value ) ) {
				echo $name, '=i', $value, "\n";
			} elseif ( is_string( $value ) ) {
				echo $name, '=s', bin2hex( $value ), "\n";
			} elseif ( null !== $value || '$table_prefix' !== $name && defined( $name ) ) {
				echo $name, "=?\n";
			}
		}
		echo $this->mark, "\n";
	}
}

/** Stands for $_ENV and $_SERVER: sees what is looked for. */
final class Rcm_Variables implements ArrayAccess, IteratorAggregate, Countable {
	public function __construct( private array $values, private bool $server ) {}

	private function find( mixed $name ): mixed {
		if ( array_key_exists( $name, $this->values ) ) {
			return $this->values[ $name ];
		}
		if ( $this->server && in_array( $name, array( 'HTTP_HOST', 'SERVER_NAME', 'SERVER_ADDR', 'REQUEST_URI', 'HTTP_X_FORWARDED_HOST' ), true ) ) {
			$GLOBALS['rcm']->request = true;
			return null;
		}
		return $this->server && 1 === preg_match( '/^(HTTP|REQUEST|REMOTE|SERVER|SCRIPT|PATH|QUERY|DOCUMENT|CONTENT|GATEWAY|PHP)(S$|_)/', (string) $name ) ? null : $GLOBALS['rcm']->find( (string) $name );
	}

	public function offsetExists( mixed $offset ): bool {
		return null !== $this->find( $offset );
	}

	public function offsetGet( mixed $offset ): mixed {
		return $this->find( $offset );
	}

	public function offsetSet( mixed $offset, mixed $value ): void {
		$this->values[ $offset ] = $value;
		if ( ! $this->server && is_string( $value ) ) {
			$GLOBALS['rcm']->env[ $offset ] = $value;
		}
	}

	public function offsetUnset( mixed $offset ): void {
		unset( $this->values[ $offset ] );
	}

	public function getIterator(): Iterator {
		return new ArrayIterator( $this->values );
	}

	public function count(): int {
		return count( $this->values );
	}
}

/** Reads files as ever, but for the one that loads WordPress: that one ends the program. */
final class Rcm_Files {
	public mixed $context = null;
	private mixed $handle = null;

	private static function plainly( callable $work ): mixed {
		stream_wrapper_restore( 'file' );
		try {
			return $work();
		} finally {
			self::watch();
		}
	}

	public static function watch(): void {
		stream_wrapper_unregister( 'file' );
		stream_wrapper_register( 'file', self::class );
	}

	public function stream_open( string $path, string $mode, int $options, ?string &$opened ): bool {
		if ( 'wp-settings.php' === basename( $path ) ) {
			$this->handle = fopen( 'php://memory', 'w+' );
			fwrite( $this->handle, '<?php $GLOBALS["rcm"]->done = true; exit;' );
			rewind( $this->handle );
			return true;
		}
		if ( 1 !== preg_match( '/^r[bt]?$/D', $mode ) ) {
			return false;
		}
		$this->handle = self::plainly( static fn () => @fopen( $path, $mode, (bool) ( $options & STREAM_USE_PATH ) ) );
		return is_resource( $this->handle );
	}

	public function stream_read( int $count ): string|false {
		return fread( $this->handle, $count );
	}

	public function stream_eof(): bool {
		return feof( $this->handle );
	}

	public function stream_stat(): array|false {
		return fstat( $this->handle );
	}

	public function stream_seek( int $offset, int $whence ): bool {
		return 0 === fseek( $this->handle, $offset, $whence );
	}

	public function stream_tell(): int {
		return (int) ftell( $this->handle );
	}

	public function stream_close(): void {
		fclose( $this->handle );
	}

	public function stream_lock( int $operation ): bool {
		return 0 === $operation || flock( $this->handle, $operation );
	}

	public function stream_set_option( int $option, int $first, ?int $second ): bool {
		return false;
	}

	public function url_stat( string $path, int $flags ): array|false {
		return self::plainly( static fn () => @( $flags & STREAM_URL_STAT_LINK ? lstat( $path ) : stat( $path ) ) );
	}

	public function dir_opendir( string $path, int $options ): bool {
		$this->handle = self::plainly( static fn () => @opendir( $path ) );
		return is_resource( $this->handle );
	}

	public function dir_readdir(): string|false {
		return readdir( $this->handle );
	}

	public function dir_closedir(): bool {
		closedir( $this->handle );
		return true;
	}

	public function dir_rewinddir(): bool {
		rewinddir( $this->handle );
		return true;
	}
}

if ( ! function_exists( 'getenv' ) ) {
	function getenv( ?string $name = null, bool $local_only = false ): mixed {
		if ( null === $name ) {
			// Nobody sees what is looked for in all of it.
			$GLOBALS['rcm']->request = true;
			return $GLOBALS['rcm']->env;
		}
		return $GLOBALS['rcm']->find( $name ) ?? false;
	}

	function putenv( string $assignment ): bool {
		$parts = explode( '=', $assignment, 2 );
		if ( isset( $parts[1] ) ) {
			$GLOBALS['rcm']->env[ $parts[0] ] = $parts[1];
		} else {
			unset( $GLOBALS['rcm']->env[ $parts[0] ] );
		}
		return true;
	}

	function filter_input( int $type, string $name, int $filter = FILTER_DEFAULT, array|int $options = 0 ): mixed {
		$GLOBALS['rcm']->request = true;
		return null;
	}

	function filter_input_array( int $type, array|int $options = FILTER_DEFAULT, bool $add_empty = true ): array|false|null {
		$GLOBALS['rcm']->request = true;
		return null;
	}

	function php_sapi_name(): string {
		return 'fpm-fcgi';
	}
}

function rcm_begin( array $names, array $invented, string $mark, string $file, string $web_root ): void {
	// As wp-load.php does before it reads the configuration.
	define( 'ABSPATH', $web_root . '/' );
	$rcm             = new Rcm();
	$rcm->names      = $names;
	$rcm->invented   = $invented;
	$rcm->mark       = $mark;
	$rcm->file       = $file;
	$rcm->env        = $_ENV;
	$GLOBALS['rcm']  = $rcm;
	$script          = array( 'SCRIPT_FILENAME' => $file, 'PHP_SELF' => '/index.php', 'SCRIPT_NAME' => '/index.php', 'DOCUMENT_ROOT' => dirname( $file ), 'REQUEST_TIME' => time() );
	$GLOBALS['_ENV']    = new Rcm_Variables( $_ENV, false );
	$GLOBALS['_SERVER'] = new Rcm_Variables( $script, true );
	// No visitor's PHP has these.
	unset( $GLOBALS['argv'], $GLOBALS['argc'] );
	register_shutdown_function( array( $rcm, 'tell' ) );
	Rcm_Files::watch();
}
