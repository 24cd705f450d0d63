package dev.relais.cli;

import dev.relais.diag.Sink;
import dev.relais.fleet.Inventory;
import dev.relais.fleet.InventoryReader;
import dev.relais.source.Located;
import dev.relais.source.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the user named on the command line, as files: a file, standard input, a folder, an
 * inventory, or {@code HOST=FILE}. What cannot be read is kept as a complaint, so that the rest can
 * be looked at.
 */
final class Inputs {
  private static final String INVENTORY = "inventory.yaml";
  private static final String CONFIGURATION = "keepalived.conf";
  private static final int DEEPEST_FOLDER = 16;

  private final InputStream standardInput;
  private final String standardInputName;
  private final Predicate<Path> excluded;
  private final Sink sink;
  private final List<Source> sources = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private Optional<Inventory> inventory = Optional.empty();

  /**
   * A configuration to read.
   *
   * @param file the main file
   * @param host that runs it, if one is named
   * @param draft whether no host runs it yet
   */
  record Source(SourceFile file, Optional<String> host, boolean draft) {}

  Inputs(InputStream standardInput, String standardInputName, Sink sink) {
    this(standardInput, standardInputName, _ -> false, sink);
  }

  /**
   * Nothing named yet.
   *
   * @param excluded the files in folders that are passed over
   */
  Inputs(InputStream standardInput, String standardInputName, Predicate<Path> excluded, Sink sink) {
    this.standardInput = standardInput;
    this.standardInputName = standardInputName;
    this.excluded = excluded;
    this.sink = sink;
  }

  /** The configurations, in the order in which they were named. */
  List<Source> sources() {
    return sources;
  }

  /** Why some could not be read. */
  List<String> complaints() {
    return complaints;
  }

  /** The inventory, if one was named. */
  Optional<Inventory> inventory() {
    return inventory;
  }

  /**
   * Takes arguments.
   *
   * @throws UsageException if one of them names nothing
   */
  void addAll(List<String> arguments) throws UsageException {
    for (String argument : arguments) {
      if (argument.isEmpty()) {
        throw new UsageException(
            "an argument is empty; name a file, a folder, an inventory.yaml, HOST=FILE or `-`");
      }
      if (argument.endsWith("=") && argument.length() > 1 && !exists(argument)) {
        throw new UsageException(
            "`%s` names no file; HOST=FILE is meant, as in `%skeepalived.conf`"
                .formatted(argument, argument));
      }
      add(argument);
    }
  }

  private static boolean exists(String argument) {
    try {
      return Files.exists(Path.of(argument));
    } catch (InvalidPathException _) {
      return false;
    }
  }

  private void add(String argument) {
    try {
      if (argument.equals("-")) {
        SourceFile file = TextFiles.read(standardInput, standardInputName);
        sources.add(new Source(file, Optional.empty(), false));
        return;
      }
      int equals = argument.indexOf('=');
      Path path = Path.of(argument);
      if (equals > 0 && !Files.exists(path)) {
        String host = argument.substring(0, equals);
        addHost(Path.of(argument.substring(equals + 1)), host);
      } else if (Files.isDirectory(path)) {
        addFolder(path);
      } else if (isInventory(path)) {
        addInventory(path);
      } else {
        sources.add(new Source(TextFiles.read(path, path.toString()), Optional.empty(), false));
      }
    } catch (UnreadableException e) {
      complain(e);
    } catch (InvalidPathException e) {
      complaints.add("cannot read " + argument + ": " + e.getReason());
    }
  }

  private void addHost(Path path, String host) throws UnreadableException {
    SourceFile file = TextFiles.read(path, path.toString()).onHost(host);
    sources.add(new Source(file, Optional.of(host), false));
  }

  private static boolean isInventory(Path path) {
    String name = path.toString();
    return name.endsWith(".yaml") || name.endsWith(".yml");
  }

  // ------------------------------------------------------------------ inventories

  private void addInventory(Path path) throws UnreadableException {
    if (inventory.isPresent()) {
      throw new UnreadableException(
          "cannot read %s: one run takes one inventory, and %s was read already"
              .formatted(path, inventory.get().file().name()));
    }
    inventory = InventoryReader.read(TextFiles.read(path, path.toString()), sink);
    inventory.ifPresent(this::addHosts);
  }

  private void addHosts(Inventory found) {
    Path file = Path.of(found.file().name());
    for (Inventory.HostEntry host : found.hosts()) {
      String name = host.name().value();
      host.config().ifPresent(config -> addNamed(file, config, Optional.of(name), false));
    }
    for (Inventory.Draft draft : found.drafts()) {
      addNamed(file, draft.config(), Optional.empty(), true);
    }
  }

  /** Names in an inventory are relative to it. */
  private void addNamed(
      Path inventoryFile, Located<String> config, Optional<String> host, boolean draft) {
    try {
      Path path = inventoryFile.resolveSibling(config.value());
      SourceFile file = TextFiles.read(path, path.toString());
      sources.add(new Source(host.map(file::onHost).orElse(file), host, draft));
    } catch (UnreadableException e) {
      complaints.add(e.getMessage() + " (named in " + config.span().place() + ")");
    } catch (InvalidPathException e) {
      complaints.add("cannot read " + config.value() + ": " + e.getReason());
    }
  }

  // ------------------------------------------------------------------ folders

  /** A folder stands for its inventory if it has one, else for its configurations. */
  private void addFolder(Path folder) throws UnreadableException {
    Path own = folder.resolve(INVENTORY);
    if (Files.exists(own)) {
      addInventory(own);
      return;
    }
    int before = sources.size();
    try (Stream<Path> all = Files.walk(folder, DEEPEST_FOLDER, new FileVisitOption[0])) {
      List<Path> files =
          all.filter(path -> path.getFileName().toString().endsWith(".conf"))
              .filter(Files::isRegularFile)
              .filter(excluded.negate())
              .sorted()
              .toList();
      for (Path file : files) {
        addConfiguration(folder, file);
      }
    } catch (IOException e) {
      throw TextFiles.unreadable(folder.toString(), e);
    } catch (UncheckedIOException e) {
      throw TextFiles.unreadable(folder.toString(), new IOException(e.getMessage(), e));
    }
    if (sources.size() == before && complaints.isEmpty()) {
      complaints.add(
          "found no configuration in %s: neither %s nor %s, nor another *.conf with blocks of keepalived"
              .formatted(folder, INVENTORY, CONFIGURATION));
    }
  }

  /** In a folder of folders, each folder is a host; other files are looked at one by one. */
  private void addConfiguration(Path folder, Path path) throws UnreadableException {
    SourceFile file;
    try {
      file = TextFiles.read(path, path.toString());
    } catch (UnreadableException e) {
      complain(e);
      return;
    }
    boolean main = path.getFileName().toString().equals(CONFIGURATION);
    if (!main && !Configurations.looksLikeOne(file)) {
      return;
    }
    Path parent = path.getParent();
    if (main && parent != null && !parent.equals(folder)) {
      String host = hostName(folder.relativize(parent));
      sources.add(new Source(file.onHost(host), Optional.of(host), false));
    } else {
      sources.add(new Source(file, Optional.empty(), false));
    }
  }

  /** The first folder names the host: {@code lb1/etc/keepalived/keepalived.conf} is lb1's. */
  private static String hostName(Path below) {
    return below.getName(0).toString();
  }

  private void complain(UnreadableException e) {
    complaints.add(String.valueOf(e.getMessage()));
  }
}
