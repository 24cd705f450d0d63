package dev.relais.loop;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When to reload, as a {@code reload_time_file} says it: {@code 04:30:00}, {@code 26-12-31
 * 04:30:00Z} or {@code 2026-12-31 04:30:00}, with a Z in UTC.
 *
 * @param date empty for the next day on which that time is still to come
 * @param utc whether it is meant so, or as people here read the time
 */
record ReloadTime(Optional<LocalDate> date, LocalTime time, boolean utc) {
  private static final Pattern FORM =
      Pattern.compile("(?:(\\d\\d|\\d{4})-(\\d\\d)-(\\d\\d) )?(\\d\\d:\\d\\d:\\d\\d)(Z?)");

  private static final String CENTURY = "20";
  private static final DateTimeFormatter WORDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  /** Empty if it is no such time. */
  static Optional<ReloadTime> parse(String text) {
    Matcher found = FORM.matcher(text);
    if (!found.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ReloadTime(
              Optional.ofNullable(found.group(1))
                  .map(year -> date(year, found.group(2), found.group(3))),
              LocalTime.parse(found.group(4)),
              !found.group(5).isEmpty()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** A moment as people write it in the file. */
  static String words(Instant moment, ZoneId here) {
    return WORDS.format(LocalDateTime.ofInstant(moment, here));
  }

  private static LocalDate date(String year, String month, String day) {
    String whole = year.length() == 2 ? CENTURY + year : year;
    return LocalDate.parse("%s-%s-%s".formatted(whole, month, day));
  }

  /**
   * The first such moment after another one; empty if all are past.
   *
   * @param here the zone in which a time without Z is meant
   */
  Optional<Instant> after(Instant moment, ZoneId here) {
    ZoneId zone = utc ? ZoneOffset.UTC : here;
    if (date.isPresent()) {
      return Optional.of(date.get().atTime(time).atZone(zone).toInstant()).filter(moment::isBefore);
    }
    LocalDate today = LocalDate.ofInstant(moment, zone);
    Instant next = today.atTime(time).atZone(zone).toInstant();
    return Optional.of(
        moment.isBefore(next) ? next : today.plusDays(1).atTime(time).atZone(zone).toInstant());
  }
}
