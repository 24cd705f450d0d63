package dev.relais.wire;

import dev.relais.plan.Forwarding;
import dev.relais.plan.IpAddress;

/**
 * A real server as the kernel says it.
 *
 * @param address of the server
 * @param port 0 to 65535
 * @param forwarding how packets reach it
 * @param weight 0 to 2147483647
 * @param upperThreshold connections from which on it gets no more, 0 to 4294967295
 * @param lowerThreshold connections below which it gets some again, 0 to 4294967295
 */
public record IpvsDestination(
    IpAddress address,
    int port,
    Forwarding forwarding,
    int weight,
    long upperThreshold,
    long lowerThreshold) {}
