package dev.relais.wire;

import dev.relais.plan.Persistence;
import dev.relais.plan.Scheduler;
import dev.relais.plan.VirtualService;
import java.util.Optional;

/**
 * A virtual service as the kernel says it.
 *
 * @param service by which the kernel knows it
 * @param scheduler how a destination is chosen
 * @param persistence how long a client stays with its destination; empty if it does not
 */
public record IpvsService(
    VirtualService service, Scheduler scheduler, Optional<Persistence> persistence) {}
