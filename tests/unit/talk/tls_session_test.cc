// TLS sessions against a server in memory: no socket anywhere.
#include "talk/tls_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tls_server.h"

namespace minato::talk {
namespace {

/// Carries bytes between both until neither has more to say.
void converse(TlsSession& client, TlsServer& server) {
  for (int i = 0; i < 20; ++i) {
    const auto to_server = client.take_outgoing();
    const auto to_client = server.answer(to_server);
    if (to_server.empty() && to_client.empty()) return;
    client.receive(to_client);
  }
}

std::unique_ptr<TlsSession> client(const TlsOptions& options) {
  auto session = std::move(TlsSession::create(options).value());
  session->start();
  return session;
}

TEST(TlsSession, shakes_hands_talks_and_knows_what_was_agreed) {
  TlsServer server({}, "http/1.1");
  const auto session = client({.server_name = "www.example.test", .alpn = {"h2", "http/1.1"}});
  session->send(base::as_bytes("question"));
  server.say("answer");
  converse(*session, server);
  ASSERT_EQ(session->state(), TlsSession::State::open);
  EXPECT_EQ(server.heard(), "question");
  EXPECT_EQ(server.server_name(), "www.example.test");
  EXPECT_EQ(base::as_text(session->take_incoming()), "answer");
  Facts facts;
  session->describe(facts);
  EXPECT_EQ(facts.text("tls.version"), "TLSv1.3");
  EXPECT_EQ(facts.text("tls.cipher"), "TLS_AES_256_GCM_SHA384");
  EXPECT_EQ(facts.text("tls.alpn"), "http/1.1");
  EXPECT_EQ(facts.all("tls.certificate").size(), 1U);
}

TEST(TlsSession, an_expired_certificate_does_not_end_it) {
  TlsServer server({.begins_days = -20, .ends_days = -10});
  const auto session = client({.server_name = "elsewhere.example.test"});
  converse(*session, server);
  EXPECT_EQ(session->state(), TlsSession::State::open);
  EXPECT_EQ(session->chain().size(), 1U);
}

TEST(TlsSession, an_address_is_no_server_name) {
  TlsServer server({});
  const auto session = client({.server_name = "192.0.2.1"});
  converse(*session, server);
  EXPECT_EQ(session->state(), TlsSession::State::open);
  EXPECT_EQ(server.server_name(), "");
}

TEST(TlsSession, tells_the_alert_of_a_server_that_wants_another_version) {
  TlsServer server({});
  server.limit(TLS1_3_VERSION, TLS1_3_VERSION);
  const auto session = client({.highest = TlsVersion::tls1_2});
  converse(*session, server);
  EXPECT_EQ(session->state(), TlsSession::State::failed);
  EXPECT_EQ(session->failure().alert, 70);  // protocol_version
  EXPECT_FALSE(session->failure().not_tls);
}

TEST(TlsSession, knows_when_the_peer_does_not_speak_tls) {
  const auto session = client({});
  session->receive(base::as_bytes("HTTP/1.1 400 Bad Request\r\n\r\n"));
  EXPECT_EQ(session->state(), TlsSession::State::failed);
  EXPECT_TRUE(session->failure().not_tls);
  EXPECT_EQ(session->failure().alert, -1);
}

TEST(TlsSession, refuses_options_that_the_library_does_not_know) {
  EXPECT_FALSE(TlsSession::create({.ciphers = "NO-SUCH-CIPHER"}));
}

}  // namespace
}  // namespace minato::talk
