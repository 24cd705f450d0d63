package dev.relais.plan;

/**
 * How a virtual router behaves where the RFC leaves a choice, or keepalived offers one.
 *
 * @param strict whether the RFC holds without exception: {@code vrrp_strict}
 * @param accept whether packets to its addresses are taken while it is MASTER and not their owner:
 *     {@code accept}
 * @param skipsRepeatedAddressCheck whether the addresses in an advertisement are compared only when
 *     its sender is another one than before: {@code skip_check_adv_addr}
 * @param checksumAsVersion2 whether the checksum of version 3 over IPv4 leaves out the
 *     pseudo-header, as RFC 9568 has it: {@code v3_checksum_as_v2}
 * @param silentToLower whether a MASTER does not answer a lower priority with an advertisement:
 *     {@code vrrp_lower_prio_no_advert}
 * @param answersHigher whether a MASTER that gives way sends one more advertisement: {@code
 *     vrrp_higher_prio_send_advert}
 * @param ownerIgnoresOthers whether the owner of the addresses ignores advertisements: {@code
 *     vrrp_owner_ignore_adverts}
 */
public record Conduct(
    boolean strict,
    boolean accept,
    boolean skipsRepeatedAddressCheck,
    boolean checksumAsVersion2,
    boolean silentToLower,
    boolean answersHigher,
    boolean ownerIgnoresOthers) {

  /** What keepalived does unless told otherwise. */
  public static final Conduct DEFAULT = new Conduct(false, true, false, false, false, false, false);
}
