package dev.relais.fleet;

import dev.relais.model.Model;
import java.util.Optional;

/**
 * A host of a fleet.
 *
 * @param name of the host
 * @param model what it will do
 * @param facts what the inventory says of it
 */
public record Host(String name, Model model, Optional<Inventory.HostEntry> facts) {}
