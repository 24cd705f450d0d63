package dev.relais.plan;

import java.util.Optional;

/**
 * What concerns the daemon as a whole.
 *
 * @param routerId the name of the machine in messages; empty for its host name
 * @param scriptSecurity whether a script that runs as root is refused if anybody else could change
 *     it: {@code enable_script_security}
 */
public record ProcessSettings(Optional<String> routerId, boolean scriptSecurity) {}
