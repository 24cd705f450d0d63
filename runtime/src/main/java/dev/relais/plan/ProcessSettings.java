package dev.relais.plan;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What concerns the daemon as a whole.
 *
 * @param routerId the name of the machine in messages; empty for its host name
 * @param scriptSecurity whether a script that runs as root is refused if anybody else could change
 *     it: {@code enable_script_security}
 * @param pipes that are told about changes of state, each path once
 * @param statesAfterReload whether they are told all states after a reload: {@code
 *     fifo_write_vrrp_states_on_reload}
 * @param mail how mails are sent; empty if there is nobody to send them to
 * @param startup run before anything else: {@code startup_script}
 * @param shutdown run after everything else: {@code shutdown_script}
 * @param scheduling how the kernel runs the daemon
 * @param networkNamespace in which it runs; empty for the one that it is started in: {@code
 *     net_namespace}
 * @param instance which of several daemons of one machine this is, in the names of its files:
 *     {@code instance}
 * @param ownPidFolder whether files with the number of the process are in a folder of their own:
 *     {@code use_pid_dir}
 * @param startupDelay from the start until it takes part: {@code vrrp_startup_delay}
 * @param delayAfterBoot from the boot of the machine until it takes part: {@code
 *     vrrp_delay_after_boot}
 * @param umask of programs that are started, umask(2): 0 to 0777; empty for keepalived's 0177
 * @param reloadSchedule where it stands when to reload; empty for nowhere
 * @param instanceInDataFiles whether files with data have the names of the namespace and of the
 *     instance in theirs: {@code data_use_instance}
 */
public record ProcessSettings(
    Optional<String> routerId,
    boolean scriptSecurity,
    List<NotifyPipe> pipes,
    boolean statesAfterReload,
    Optional<Mail> mail,
    Optional<TimedProgram> startup,
    Optional<TimedProgram> shutdown,
    Scheduling scheduling,
    Optional<String> networkNamespace,
    Optional<String> instance,
    boolean ownPidFolder,
    Duration startupDelay,
    Duration delayAfterBoot,
    Optional<Integer> umask,
    Optional<ReloadSchedule> reloadSchedule,
    boolean instanceInDataFiles) {

  /** The umask of programs that keepalived starts. */
  public static final int UMASK = 0177;

  /** What keepalived does unless told otherwise. */
  public static final ProcessSettings DEFAULT =
      new ProcessSettings(
          Optional.empty(),
          false,
          List.of(),
          false,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Scheduling.DEFAULT,
          Optional.empty(),
          Optional.empty(),
          false,
          Duration.ZERO,
          Duration.ZERO,
          Optional.empty(),
          Optional.empty(),
          false);

  public ProcessSettings {
    pipes = List.copyOf(pipes);
    Set<String> paths = new HashSet<>();
    for (NotifyPipe pipe : pipes) {
      Plan.require(paths.add(pipe.path()), "two pipes have the path `" + pipe.path() + "`");
    }
    Plan.require(
        Stream.concat(instance.stream(), networkNamespace.stream()).noneMatch(n -> n.contains("/")),
        "the name of an instance or a namespace has no slash");
    Plan.require(
        umask.stream().allMatch(mode -> mode >= 0 && mode <= 0777), "a umask is 0 to 0777");
  }

  /** The same, with programs that root runs checked or not. */
  public ProcessSettings withScriptSecurity(boolean checked) {
    return new ProcessSettings(
        routerId,
        checked,
        pipes,
        statesAfterReload,
        mail,
        startup,
        shutdown,
        scheduling,
        networkNamespace,
        instance,
        ownPidFolder,
        startupDelay,
        delayAfterBoot,
        umask,
        reloadSchedule,
        instanceInDataFiles);
  }
}
