// What certificates say, and what is wrong with chains.
#include "talk/certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "talk/tls_session.h"
#include "tls_server.h"

namespace minato::talk {
namespace {

using testing::Contains;
using testing::Not;

std::vector<std::vector<std::uint8_t>> chain_of(const TestCertificate& certificate) {
  TlsServer server(certificate);
  auto session = std::move(TlsSession::create({}).value());
  session->start();
  for (int i = 0; i < 10 && session->state() == TlsSession::State::handshaking; ++i) {
    session->receive(server.answer(session->take_outgoing()));
  }
  return session->chain();
}

TEST(Certificate, is_read_with_its_names_and_dates) {
  const auto chain = chain_of({.name = "www.example.test", .begins_days = -1, .ends_days = 30});
  const auto read = read_certificate(chain.at(0));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->subject, "www.example.test");
  EXPECT_THAT(read->names, testing::ElementsAre("www.example.test"));
  EXPECT_EQ(read->key, "EC 256");
  EXPECT_TRUE(read->self_issued);
  EXPECT_EQ(read->ends - read->begins, std::chrono::hours(31 * 24));
  EXPECT_FALSE(read_certificate(base::as_bytes("no certificate")));
}

TEST(TrustStore, tells_everything_that_is_wrong_at_once) {
  const auto store = TrustStore::create("").value();
  const base::SystemClock clock;
  const auto valid = chain_of({});
  EXPECT_THAT(store.judge(valid, "www.example.test", clock.now()),
              testing::ElementsAre(CertificateFault::self_signed));
  EXPECT_THAT(store.judge(valid, "other.test", clock.now()),
              Contains(CertificateFault::wrong_name));
  const auto late = clock.now() + std::chrono::hours(24 * 365);
  EXPECT_THAT(store.judge(valid, "www.example.test", late), Contains(CertificateFault::expired));
  const auto early = clock.now() - std::chrono::hours(24 * 365);
  EXPECT_THAT(store.judge(valid, "www.example.test", early),
              Contains(CertificateFault::not_yet_valid));
  EXPECT_THAT(store.judge(valid, "www.example.test", clock.now()),
              Not(Contains(CertificateFault::wrong_name)));
}

TEST(TrustStore, says_which_file_of_authorities_it_cannot_read) {
  const auto store = TrustStore::create("/no/such/file.pem");
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().args.at(0), "/no/such/file.pem");
}

}  // namespace
}  // namespace minato::talk
