package dev.relais.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
  @ParameterizedTest
  @CsvSource({
    "--log-consol, there is no option `--log-consol`; did you mean `--log-console`?",
    "--vrrp-pid=x, there is no option `--vrrp-pid`; did you mean `--vrrp_pid`?",
    "--dont-frok, there is no option `--dont-frok`; did you mean `--dont-fork`?",
    "--warmup, there is no option `--warmup`",
    "--colour, there is no option `--colour`",
    "--, there is no option `--`",
    "-Z, there is no option `-Z`",
  })
  void asksWhatWasMeant(String argument, String message) {
    Options.UsageException e =
        assertThrows(Options.UsageException.class, () -> Options.parse(List.of(argument)));
    assertEquals(message, e.getMessage());
  }
}
