package dev.relais.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.nio.charset.StandardCharsets;

/** How advertisements of VRRP version 2 are authenticated; RFC 2338, section 5.3.6. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes(@JsonSubTypes.Type(value = Authentication.Pass.class, name = "PASS"))
public sealed interface Authentication {

  /** Whether version 3 of the protocol can carry it too. */
  @JsonIgnore
  boolean isForVersion3();

  /**
   * A password that is sent in clear text in every advertisement.
   *
   * @param password 1 to 8 bytes
   */
  record Pass(String password) implements Authentication {
    public Pass {
      int length = password.getBytes(StandardCharsets.UTF_8).length;
      Plan.require(length >= 1 && length <= 8, "a password has 1 to 8 bytes, not " + length);
    }

    @Override
    public boolean isForVersion3() {
      return false;
    }

    @Override
    public String toString() {
      return "Pass[password=…]";
    }
  }
}
