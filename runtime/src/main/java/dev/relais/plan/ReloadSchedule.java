package dev.relais.plan;

/**
 * A file that says when to reload: {@code reload_time_file} in keepalived.conf(5).
 *
 * @param path of the file
 * @param repeats whether the file stays after a reload, so that one without a date brings a reload
 *     every day: {@code reload_repeat}
 */
public record ReloadSchedule(String path, boolean repeats) {

  public ReloadSchedule {
    Plan.require(path.startsWith("/"), "`" + path + "` does not begin with `/`");
  }
}
