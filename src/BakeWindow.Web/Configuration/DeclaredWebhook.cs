using System.Net;
using System.Security.Cryptography.X509Certificates;
using BakeWindow.Core.Disruptions;

namespace BakeWindow.Web.Configuration;

/// <summary>The admission webhook as it is to be served.</summary>
/// <param name="Endpoint">Where it listens.</param>
/// <param name="Files">Its certificate in files; null: one of BakeWindow's own.</param>
/// <param name="ClientCas">CAs by which the API server must identify itself; null: it need not.</param>
/// <param name="Names">Names and addresses in a certificate of BakeWindow's own.</param>
/// <param name="Rollouts">What becomes of rollouts.</param>
public sealed record DeclaredWebhook(IPEndPoint Endpoint, CertificateFiles? Files, X509Certificate2Collection? ClientCas, IReadOnlyList<string> Names, RolloutPolicy Rollouts);

/// <summary>A certificate and its key as PEM files.</summary>
public sealed record CertificateFiles(string Certificate, string Key);
