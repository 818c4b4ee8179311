using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BakeWindow.Core.Disruptions;
using BakeWindow.Kubernetes.Admission;

namespace BakeWindow.Tests.Kubernetes.Admission;

public sealed class AdmissionReviewTests
{
    // As a real API server (1.32) sent them: note, kind, name, user, dry run, terminating, exempted by group.
    [Theory]
    [InlineData("eviction by kubectl drain", DisruptionKind.Evict, "drains2/baker-0", "admin", false)]
    [InlineData("eviction by kubectl drain --dry-run=server: dryRun only inside deleteOptions, request.dryRun stays false", DisruptionKind.Evict, "drains2/baker-0", "admin", true)]
    [InlineData("eviction POST with ?dryRun=All: request.dryRun true, deleteOptions without it", DisruptionKind.Evict, "evict4/p-0", "admin", true)]
    [InlineData("eviction POST with both forms", DisruptionKind.Evict, "evict4/p-0", "admin", true)]
    [InlineData("eviction whose body has no metadata.namespace: object.metadata.namespace absent or filled in - see", DisruptionKind.Evict, "evict/free-2", "admin", false)]
    [InlineData("eviction sent as policy/v1beta1 with dryRun in the body: the webhook sees policy/v1 in kind, requestKind and object", DisruptionKind.Evict, "evict4/v-0", "admin", true)]
    [InlineData("pod DELETE by kubectl delete pod", DisruptionKind.Delete, "drains2/baker-1", "admin", false)]
    [InlineData("pod DELETE by kubectl drain --disable-eviction", DisruptionKind.Delete, "drains2/baker-0", "admin", false)]
    [InlineData("pod DELETE ?dryRun=All", DisruptionKind.Delete, "podlab/d-2", "admin", true)]
    [InlineData("pod DELETE by the kubelet, the final one with grace 0 after the containers ended", DisruptionKind.Delete, "drains3/baker-1", "system:node:node-b", false)]
    [InlineData("pod DELETE by the namespace controller (namespace deleted)", DisruptionKind.Delete, "drains/", "system:serviceaccount:kube-system:namespace-controller", false)]
    [InlineData("pod DELETE by the scheduler (preemption)", DisruptionKind.Delete, "podlab/low", "system:kube-scheduler", false)]
    public void A_recorded_review_says_who_asks_what(string note, DisruptionKind kind, string pod, string user, bool dryRun)
    {
        var request = Read(Find(note)).Request!;

        Assert.Equal((kind, pod, user, dryRun), (request.Kind, $"{request.Namespace}/{request.Name}", request.User, request.DryRun));
    }

    [Fact]
    public void A_recorded_delete_brings_the_pod_and_a_cordon_is_no_disruption()
    {
        var pod = Read(Find("pod DELETE by kubectl delete pod")).Request!.Pod!;
        Assert.Equal(("drains2/baker-1", true, false), (pod.Name.ToString(), pod.Node is { Length: > 0 }, pod.Terminating));
        Assert.NotEmpty(pod.Labels);
        Assert.True(Read(Find("pod DELETE by the kubelet, the final one with grace 0 after the containers ended")).Request!.Pod!.Terminating);
        Assert.Null(Read(Find("node UPDATE by kubectl cordon")).Request);
    }

    [Fact]
    public void Every_recorded_review_is_answered_with_its_own_uid()
    {
        foreach (var review in Reviews().Select(r => r.Review))
        {
            var read = Read(review);
            var answer = JsonNode.Parse(AdmissionAnswer.Write(read.Uid, null).Span)!;
            Assert.Equal(review["request"]!["uid"]!.GetValue<string>(), answer["response"]!["uid"]!.GetValue<string>());
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"AdmissionReview\"")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1beta1","request":{"uid":"u"}}""")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1"}""")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":7}}""")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":""}}""")]
    public void What_is_no_review_is_said_to_be_none(string body) => Assert.NotNull(AdmissionReview.Read(JsonDocument.Parse(body).RootElement).Problem);

    [Fact]
    public void Fields_of_the_wrong_kind_make_no_exception()
    {
        var (review, _) = AdmissionReview.Read(JsonDocument.Parse("""
            {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u","operation":"DELETE","resource":{"group":"","resource":"pods"},"namespace":4,"name":{},
             "userInfo":[],"oldObject":{"metadata":{"labels":[],"name":null},"status":"x","spec":{"nodeName":9}},"dryRun":"yes"}}
            """).RootElement);

        Assert.Equal(("", "", "", false), (review!.Request!.Namespace, review.Request.Name, review.Request.User, review.Request.DryRun));
    }

    [Theory]
    [InlineData("""{"template":{"spec":1}}""", """{"template":{"spec":2}}""", true)]
    [InlineData("""{"template":{"spec":1},"replicas":1}""", """{"template":{"spec":1},"replicas":2}""", false)]
    [InlineData("""{"template":{"spec":1}}""", """{"template":{"spec":2},"paused":true}""", false)]
    [InlineData("""{"template":{"spec":2},"paused":true}""", """{"template":{"spec":2}}""", true)]
    [InlineData("""{"template":{"spec":1}}""", """{"template":{"spec":2},"updateStrategy":{"type":"OnDelete"}}""", false)]
    [InlineData("""{"template":{"spec":1},"replicas":2}""", """{"template":{"spec":2},"replicas":2,"updateStrategy":{"rollingUpdate":{"partition":2}}}""", false)]
    [InlineData("""{"template":{"spec":1},"replicas":2}""", """{"template":{"spec":2},"replicas":2,"updateStrategy":{"rollingUpdate":{"partition":1}}}""", true)]
    [InlineData("""{"template":{"spec":2},"replicas":2,"updateStrategy":{"rollingUpdate":{"partition":1}}}""", """{"template":{"spec":2},"replicas":2}""", true)]
    public void A_change_of_a_workload_replaces_pods_or_waits(string before, string after, bool replaces)
    {
        var (review, _) = AdmissionReview.Read(JsonDocument.Parse($$$"""
            {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u","operation":"UPDATE","resource":{"group":"apps","resource":"statefulsets"},
             "namespace":"tezos","name":"baker","oldObject":{"spec": {{{before}}} },"object":{"spec": {{{after}}} } } }
            """).RootElement);

        Assert.Equal((DisruptionKind.Rollout, replaces), (review!.Request!.Kind, review.Request.ReplacesPods));
    }

    [Fact]
    public void A_no_is_429_without_a_time_to_sleep()
    {
        var text = Encoding.UTF8.GetString(AdmissionAnswer.Write("u-1", new DisruptionAnswer.Refuse("BakeWindow: not now") { Reason = "freeze", NextSafeAt = DateTimeOffset.UnixEpoch }).Span);

        Assert.Equal(
            """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":"u-1","allowed":false,"status":{"code":429,"reason":"TooManyRequests","message":"BakeWindow: not now"},"auditAnnotations":{"reason":"freeze","next-safe-at":"1970-01-01T00:00:00Z"}}}""",
            text);
    }

    [Fact]
    public void A_warning_is_a_yes() => Assert.Equal(
        """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":"u","allowed":true,"warnings":["BakeWindow: x"],"auditAnnotations":{"reason":"freeze"}}}""",
        Encoding.UTF8.GetString(AdmissionAnswer.Write("u", new DisruptionAnswer.Warn("BakeWindow: x") { Reason = "freeze" }).Span));

    private static AdmissionReview Read(JsonNode review) => AdmissionReview.Read(JsonDocument.Parse(review.ToJsonString()).RootElement).Review!;

    private static JsonNode Find(string note) => Reviews().Single(r => r.Note == note).Review;

    private static IEnumerable<(string Note, JsonNode Review)> Reviews() =>
        JsonNode.Parse(File.ReadAllText(Recorded.Path("kubernetes", "admission-reviews.json")))!["steps"]!.AsArray().Select(s => (s!["note"]!.GetValue<string>(), s["request"]!["body"]!));
}
