package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/float64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

const (
	ready      = "ready"
	lookWait   = 20 * time.Second
	readyLimit = 30 * time.Minute
)

type cloudResource struct{ cloud *cloud }

// model is a resource in configuration and state.
type model struct {
	ID         types.String  `tfsdk:"id"`
	Type       types.String  `tfsdk:"type"`
	Properties types.String  `tfsdk:"properties"`
	Seconds    types.Float64 `tfsdk:"seconds"`
	State      types.String  `tfsdk:"state"`
}

func (r *cloudResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "simcloud_resource"
}

func (r *cloudResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	replace := []planmodifier.String{stringplanmodifier.RequiresReplace()}
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"id":         schema.StringAttribute{Required: true, PlanModifiers: replace},
		"type":       schema.StringAttribute{Required: true, PlanModifiers: replace},
		"properties": schema.StringAttribute{Required: true, MarkdownDescription: "JSON, as jsonencode makes it."},
		"seconds":    schema.Float64Attribute{Optional: true, Computed: true, Default: float64default.StaticFloat64(10)},
		// What is wanted is always ready, so that one that has failed is planned to be mended.
		"state": schema.StringAttribute{Computed: true, Default: stringdefault.StaticString(ready)},
	}}
}

func (r *cloudResource) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	r.cloud, _ = req.ProviderData.(*cloud)
}

func (r *cloudResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var known model
	resp.Diagnostics.Append(req.State.Get(ctx, &known)...)
	if resp.Diagnostics.HasError() {
		return
	}
	found, err := r.cloud.read(ctx, known.ID.ValueString(), 0)
	if failed(&resp.Diagnostics, err) {
		return
	}
	if found == nil {
		resp.State.RemoveResource(ctx)
		return
	}
	if failed(&resp.Diagnostics, known.take(found)) {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &known)...)
}

func (r *cloudResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var wanted model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &wanted)...)
	if resp.Diagnostics.HasError() || failed(&resp.Diagnostics, r.ensure(ctx, &wanted)) {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &wanted)...)
}

func (r *cloudResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var wanted model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &wanted)...)
	if resp.Diagnostics.HasError() || failed(&resp.Diagnostics, r.ensure(ctx, &wanted)) {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &wanted)...)
}

func (r *cloudResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var known model
	resp.Diagnostics.Append(req.State.Get(ctx, &known)...)
	if resp.Diagnostics.HasError() || failed(&resp.Diagnostics, r.cloud.remove(ctx, known.ID.ValueString(), rand.Text())) {
		return
	}
	_, err := r.wait(ctx, known.ID.ValueString(), func(found *seen) bool { return found == nil })
	failed(&resp.Diagnostics, err)
}

func (r *cloudResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	resource.ImportStatePassthroughID(ctx, path.Root("id"), req, resp)
}

// ensure asks for what is wanted and waits until it is there.
func (r *cloudResource) ensure(ctx context.Context, wanted *model) error {
	id := wanted.ID.ValueString()
	body := wish{wanted.Type.ValueString(), wanted.Seconds.ValueFloat64(), json.RawMessage(wanted.Properties.ValueString())}
	if err := r.cloud.put(ctx, id, rand.Text(), body); err != nil {
		return err
	}
	found, err := r.wait(ctx, id, func(found *seen) bool { return found == nil || found.State == ready || found.State == "failed" })
	if err != nil {
		return err
	}
	if found == nil || found.State != ready {
		return fmt.Errorf("%q did not become ready: %+v", id, found)
	}
	return wanted.take(found)
}

func (r *cloudResource) wait(ctx context.Context, id string, isOver func(*seen) bool) (*seen, error) {
	for until := time.Now().Add(readyLimit); ; {
		found, err := r.cloud.read(ctx, id, lookWait)
		if err != nil || isOver(found) {
			return found, err
		}
		if time.Now().After(until) {
			return nil, fmt.Errorf("%q is %s for too long", id, found.State)
		}
	}
}

// take notes what the cloud tells. Properties that mean the same keep their text.
func (m *model) take(found *seen) error {
	m.Type = types.StringValue(found.Type)
	m.State = types.StringValue(found.State)
	var known any
	if json.Unmarshal([]byte(m.Properties.ValueString()), &known) == nil && reflect.DeepEqual(known, found.Properties) {
		return nil
	}
	text, err := json.Marshal(found.Properties)
	m.Properties = types.StringValue(string(text))
	return err
}

func failed(diagnostics *diag.Diagnostics, err error) bool {
	if err != nil {
		diagnostics.AddError("the simulated cloud", err.Error())
	}
	return err != nil
}
